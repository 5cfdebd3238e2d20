//! Simplified Chinese, about people and rooms.

use crate::i18n::{
    DirectStrings, InviteStrings, NotifyStrings, PeopleStrings, PlaceStrings, SwitcherStrings,
};

pub(super) const PEOPLE: PeopleStrings = PeopleStrings {
    region: "成员",
    title: "成员",
    none: "还没有其他人。",
    none_hint: "邀请别人来吧：在此服务器上加入同一主题的人，都在这个房间里。",
    here: |count| [&count.to_string(), " 人"].concat(),
    you: "你",
    away: "离开",
    online: "在线",
    refused: "此服务器不提供在线成员信息。",
    same_name: |client_id| ["同名，客户端 ID：", client_id].concat(),
    direct: |name| ["给 ", name, " 发私信"].concat(),
    show: "显示成员",
    hide: "隐藏成员",
    typing_one: |name| [name, " 正在输入…"].concat(),
    typing_two: |first, second| [first, " 和 ", second, " 正在输入…"].concat(),
    typing_many: "多人正在输入…",
    seen_by: |names| ["已读：", names].concat(),
    comma: "、",
    came: |name| [name, " 来了"].concat(),
    left: |name| [name, " 离开了"].concat(),
    comings: |count| [&count.to_string(), " 次进出"].concat(),
};

pub(super) const PLACE: PlaceStrings = PlaceStrings {
    settings: |room| [room, " 的设置"].concat(),
    title: "房间设置",
    alias: "备注名（仅此设备）",
    alias_hint: "只有你能看到。留空则显示主题。",
    colour: "颜色",
    colour_none: "无",
    colour_name: |number| ["颜色 ", &number.to_string()].concat(),
    notify: "通知",
    notify_all: "所有消息",
    notify_mentions: "仅提及我的消息",
    notify_none: "不通知（免打扰）",
    move_up: "上移",
    move_down: "下移",
    topic: "主题",
    copy_topic: "复制主题",
    invite: "邀请",
    clear: "清空记录…",
    clear_means: "此房间的所有消息都会从此设备删除，等待发送的除外。其他人的不受影响。此操作无法撤销。",
    clear_do: "清空",
    leave: "退出",
    leave_means: "重新加入之前，你不会再收到此房间的消息。",
    close: "关闭",
    muted: "免打扰",
    direct_claim: |name| {
        ["此服务器上自称 ", name, " 的人，或能读取相关主题的人，都能看到这里的内容。"].concat()
    },
};

pub(super) const SWITCHER: SwitcherStrings = SwitcherStrings {
    title: "切换房间",
    label: "搜索房间和成员",
    none: "没有叫这个名字的房间或成员。",
    join: |topic| ["加入 ", topic].concat(),
    direct: |name| ["给 ", name, " 发私信"].concat(),
    hint: "↑ ↓ 选择，Enter 打开",
};

pub(super) const INVITE: InviteStrings = InviteStrings {
    title: |room| ["邀请加入 ", room].concat(),
    means: "打开此链接的人，会看到已填好的服务器和房间。链接中不含密码。",
    link: "链接",
    copy: "复制",
    copied: "已复制",
    qr: "链接的二维码",
    share: "分享…",
    close: "关闭",
    ask_title: "加入这个房间？",
    ask: |room, broker| ["此链接通往 ", room, " 房间，服务器为 ", broker, "。"].concat(),
    ask_other: |other, ours| ["此链接通往另一个服务器 ", other, "。你当前登录的是 ", ours, "。"].concat(),
    join: "加入",
    stay: "留在这里",
};

pub(super) const DIRECT: DirectStrings = DirectStrings { open: "新私信" };

pub(super) const NOTIFY: NotifyStrings = NotifyStrings {
    title: |room| [room, " 有新消息"].concat(),
    several: |count| [&count.to_string(), " 条新消息"].concat(),
};
