"""Prints every message whose topic fits a filter as `topic payload`, for ever, across interruptions."""

import mqtt_client


def main():
    chosen = mqtt_client.options(__doc__, topic="/+").parse_args()

    def on_connect(client):
        client.subscribe(chosen.topic, qos=1)

    def on_message(_client, _userdata, message):
        print(message.topic, message.payload.decode("utf-8", "backslashreplace"), flush=True)

    client = mqtt_client.connect(chosen, on_connect, on_message)
    client.on_subscribe = lambda *_: print("Subscribed", flush=True)
    client.loop_forever()


if __name__ == "__main__":
    main()
