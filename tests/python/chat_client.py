"""Chats from a terminal: prints what is said in the room as `user:say`, and says each line that is typed."""

import json
import sys

import mqtt_client


def main():
    parser = mqtt_client.options(__doc__, topic="chat")
    parser.add_argument("--name", help="asked for when missing")
    chosen = parser.parse_args()
    name = chosen.name or input("Name: ")

    def said(text):
        # json.dumps writes 在 as \u5728 unless told otherwise: a reader has to take both.
        return json.dumps({"user": name, "say": text})

    def on_connect(client):
        client.subscribe(chosen.topic)
        client.publish(chosen.topic, said("Hello,anyone!"))

    def on_message(_client, _userdata, message):
        body = json.loads(message.payload.decode())
        print(f"{body.get('user')}:{body.get('say')}", flush=True)

    client = mqtt_client.connect(chosen, on_connect, on_message)
    client.loop_start()
    for line in sys.stdin:
        if text := line.rstrip("\n"):
            client.publish(chosen.topic, said(text))
    client.disconnect()
    client.loop_stop()


if __name__ == "__main__":
    main()
