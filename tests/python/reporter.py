"""Publishes one device report, its text and its time, as JSON that keeps letters as they are, and ends."""

import json
import time

import mqtt_client


def main():
    parser = mqtt_client.options(__doc__, topic="test")
    parser.add_argument("--message", default="MQTT信息发布!")
    parser.add_argument("--time", default=time.strftime("%Y-%m-%d %H-%M-%S"))
    chosen = parser.parse_args()
    report = json.dumps({"msg": chosen.message, "data": chosen.time}, ensure_ascii=False)

    client = mqtt_client.connect(chosen, lambda _client: None)
    client.loop_start()
    client.publish(chosen.topic, report, qos=1).wait_for_publish()
    client.disconnect()
    client.loop_stop()


if __name__ == "__main__":
    main()
