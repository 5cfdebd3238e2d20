"""Publishes one message, its payload typed as a line of hexadecimal digits so that it may hold any bytes, and ends."""

import mqtt_client


def main():
    chosen = mqtt_client.options(__doc__, topic="chat").parse_args()
    payload = bytes.fromhex(input())

    client = mqtt_client.connect(chosen, lambda _client: None)
    client.loop_start()
    client.publish(chosen.topic, payload, qos=1).wait_for_publish()
    client.disconnect()
    client.loop_stop()


if __name__ == "__main__":
    main()
