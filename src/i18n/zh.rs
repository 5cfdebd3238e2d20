//! Simplified Chinese. A space stands between Chinese and Latin letters or digits, none beside full-width punctuation.

mod messages;
mod people;
mod settings;

use super::{
    ComposerStrings, ConnectionStrings, ListenerStrings, RoomsStrings, SignInStrings, StatusStrings, Strings,
    TimelineStrings, amount, problems,
};
use crate::chat::Failure;
use crate::mqtt::Delivery;

/// Simplified Chinese.
pub(super) static ZH: Strings = Strings {
    lang: "zh-Hans",
    sign_in: SignInStrings {
        form: "登录",
        tagline: "你自己的 MQTT 服务器上，一间安静的小屋。",
        about: "人、脚本和设备在 MQTT 服务器的主题里聊天。本页面直接与它通信，中间没有任何服务器。",
        need_broker: "哪里有 MQTT 服务器？",
        need_broker_answer: "任何带 WebSocket 监听的 MQTT 3.1.1 服务器都可以，例如 Mosquitto、EMQX、RabbitMQ 或 HiveMQ。\
                             如果用 Mosquitto，请把这几行写进配置文件，然后连接 ws://服务器地址:9001。",
        broker: "服务器地址",
        broker_example: "wss://broker.example/mqtt",
        broker_locked: "由本页面的提供者设定。",
        name: "你的名字",
        name_example: "小明",
        room: "房间",
        room_hint: "任意主题。含有 + 或 # 时，作为只读的信息流打开。",
        more: "更多选项",
        user_name: "用户名",
        password: "密码",
        keep_alive: "心跳间隔（秒）",
        keep_alive_range: "心跳间隔必须是 0 到 65535 之间的整数（秒）",
        client_id: "客户端 ID",
        client_id_hint: "留空则为此浏览器自动生成。",
        greeting: "问候语",
        greeting_hint: "首次加入房间时发送一次。留空则不发送。",
        leave_no_trace: "不留痕迹",
        leave_no_trace_hint: "此设备不保存任何内容，你离开后服务器也不再记得你。",
        connect: "连接",
        connecting: "正在连接…",
        cancel: "取消",
    },
    connection: ConnectionStrings {
        region: "连接",
        connected: "已连接",
        connecting: "正在连接…",
        searching,
        reconnecting: "正在重新连接",
        in_seconds,
        offline: "离线：消息会等到恢复连接后发送",
        elsewhere: "离线：此客户端 ID 已在别处登录",
        take_over: "在此接管",
        signed_out: "已退出登录",
        retry_now: "立即重试",
        signed_in_as,
        sign_out: "退出登录",
        sign_out_of,
        sign_out_means: "使用此名字的所有标签页都会退出登录；只要能连上服务器，它就不再为你保留任何内容。此设备上的内容会留着，等你回来。",
        sign_out_erases: "同时删除此设备上我的房间和消息",
        stay: "取消",
    },
    rooms: RoomsStrings {
        region: "房间",
        join_label: "加入房间",
        join: "加入",
        join_hint: "花园",
        leave,
        unread,
        mentions,
        feed: "信息流",
        refused: "被拒绝",
        asking: "正在加入…",
        silent: "还没有消息",
        none: "还没有房间",
        none_hint: "房间就是 MQTT 服务器上的一个主题。在下面加入一个；加入同一主题的人都在同一个房间里。",
        choose: "选择一个房间，开始阅读和发言。",
        delivery: "送达方式",
        delivery_name,
        delivery_means,
        back: "返回",
    },
    timeline: TimelineStrings {
        region,
        earlier: "显示更早的消息",
        today: "今天",
        yesterday: "昨天",
        newer,
        latest: "↓ 最新消息",
        empty: "这里还没有消息",
        empty_say: "说点什么吧，或者在终端里运行：",
        empty_feed: "匹配主题的消息到达后会显示在这里。",
        refused: "服务器不允许你读取这个房间，因此这里只显示你自己的消息。",
        no_echo: "你在这里发送的消息都没有返回。服务器可能不允许你向这个房间发送，或不允许读取。",
        anonymous: "匿名",
        device: "设备",
        data: "数据",
        plain: "纯文本",
        bytes: "二进制",
        oversized: "大消息",
        retained: "保留",
        retained_title: "这是服务器保留的消息，可能比它显示的时间更早。",
        blank: "（空消息）",
        copy: "复制",
        copied: "已复制",
        copy_failed: "无法复制",
        download: "下载",
        large,
        show_anyway: "仍要显示",
        size,
    },
    status: StatusStrings {
        queued: "等待发送",
        queued_title: "保存在此设备，恢复连接后立即发送。",
        sent: "已发送",
        sent_title: "已交给服务器，尚未收到返回的副本。",
        unconfirmed: "已发送，未确认",
        unconfirmed_title: "服务器已接收，但副本没有返回，可能没有人收到。",
        delivered: "已送达",
        delivered_title: "服务器已转发到房间。",
        failed,
        retry: "重试",
        delete: "删除",
    },
    composer: ComposerStrings {
        label: "消息",
        placeholder,
        send: "发送",
        read_only: "信息流是只读的。要发言，请加入不含 + 或 # 的主题。",
    },
    problem: problems::zh::problem,
    lost: super::reasons::zh::lost,
    not_imported: super::reasons::zh::import,
    listeners: ListenerStrings {
        title: "如何在服务器上开启 WebSocket",
        mosquitto: "把这几行写进 mosquitto.conf，重启后连接 ws://服务器地址:9001。这样任何人都能连接；要求密码时，请改为 \
                    allow_anonymous false，并用 password_file 指定 mosquitto_passwd 生成的文件路径。",
        emqx: "默认监听 ws://服务器地址:8083/mqtt，除非已被关闭。在 emqx.conf 中加入这几行可重新开启。",
        rabbitmq: "在服务器上运行这条命令，然后连接 ws://服务器地址:15675/ws。",
        copy: "复制",
        copy_for,
        copied: "已复制",
        copy_failed: "无法复制",
        visit,
    },
    menu: messages::MENU,
    inspect: messages::INSPECT,
    people: people::PEOPLE,
    place: people::PLACE,
    switcher: people::SWITCHER,
    search: messages::SEARCH,
    history: messages::HISTORY,
    complete: messages::COMPLETE,
    commands: messages::COMMANDS,
    keys: settings::KEYS,
    settings: settings::SETTINGS,
    invite: people::INVITE,
    direct: people::DIRECT,
    update: settings::UPDATE,
    notify: people::NOTIFY,
    wire: settings::WIRE,
    dismiss: "关闭",
    fault: "Snug 出了故障。请重新加载页面；如果再次发生，请报告问题。",
};

fn searching(url: &str, tried: usize, of: usize) -> String {
    ["正在连接：尝试 ", url, "（", &tried.to_string(), "/", &of.to_string(), "）"].concat()
}

fn in_seconds(seconds: u64) -> String {
    ["，", &seconds.to_string(), " 秒后重试"].concat()
}

fn signed_in_as(name: &str) -> String {
    ["当前登录：", name].concat()
}

fn sign_out_of(name: &str) -> String {
    ["退出“", name, "”的登录？"].concat()
}

fn leave(room: &str) -> String {
    ["退出 ", room].concat()
}

fn unread(count: u32) -> String {
    [&count.to_string(), " 条新消息"].concat()
}

fn mentions(count: u32) -> String {
    [&count.to_string(), " 条提及你的消息"].concat()
}

fn delivery_name(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::AtMostOnce => "至多一次",
        Delivery::AtLeastOnce => "至少一次",
        Delivery::ExactlyOnce => "恰好一次",
    }
}

fn delivery_means(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::AtMostOnce => "QoS 0：消息只发送一次，可能丢失。",
        Delivery::AtLeastOnce => "QoS 1：消息不会丢失，但不识别消息 ID 的客户端可能收到两次。",
        Delivery::ExactlyOnce => "QoS 2：消息既不丢失也不重复；每条需要四个报文。",
    }
}

fn region(room: &str) -> String {
    [room, " 中的消息"].concat()
}

fn newer(count: usize) -> String {
    ["↓ ", &count.to_string(), " 条新消息"].concat()
}

fn large(size: &str) -> String {
    [size, "，未自动打开。"].concat()
}

fn size(bytes: usize) -> String {
    amount::in_units(bytes).unwrap_or_else(|| [&bytes.to_string(), " 字节"].concat())
}

fn failed(failure: Failure) -> &'static str {
    match failure {
        Failure::TooLarge => "发送失败：超过服务器的大小限制",
        Failure::QueueFull => "发送失败：等待发送的消息太多",
        Failure::Refused => "发送失败：服务器拒绝了它",
        Failure::Unprintable => "发送失败：含有不允许发送的字符",
    }
}

fn placeholder(room: &str) -> String {
    ["在 ", room, " 中发言"].concat()
}

fn copy_for(broker: &str) -> String {
    ["（", broker, " 的配置）"].concat()
}

fn visit(address: &str) -> String {
    ["在新标签页中打开 ", address].concat()
}
