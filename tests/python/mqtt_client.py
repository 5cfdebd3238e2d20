"""What the three scripts beside this file share: their options and a connected paho-mqtt client, of either major version."""

import argparse

import paho.mqtt.client as mqtt


def options(description, **defaults):
    """The broker's address and, where it asks for them, a user name and password."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=1883)
    parser.add_argument("--topic", default=defaults.get("topic"))
    parser.add_argument("--username")
    parser.add_argument("--password")
    parser.add_argument("--client-id", default="", help="keeps a session of this name on the broker")
    return parser


def connect(chosen, on_connect, on_message=None):
    """Connects over TCP as MQTT 3.1.1. `on_connect(client)` runs each time the broker accepted."""

    def connected(client, _userdata, _flags, code):
        print(f"Connected with result code {code}", flush=True)
        if code == 0:
            on_connect(client)

    # paho 2 wants to be told which kind of callbacks it gets; paho 1 knows only this one.
    versions = getattr(mqtt, "CallbackAPIVersion", None)
    kind = [versions.VERSION1] if versions else []
    client = mqtt.Client(*kind, client_id=chosen.client_id, clean_session=not chosen.client_id)
    if chosen.username is not None:
        client.username_pw_set(chosen.username, chosen.password)
    client.on_connect = connected
    client.on_message = on_message
    client.connect(chosen.host, chosen.port, 60)
    return client
