//! Simplified Chinese, about messages.

use crate::i18n::{
    CommandStrings, CommandText, CompleteStrings, HistoryStrings, InspectStrings, MenuStrings, SearchStrings,
};

pub(super) const MENU: MenuStrings = MenuStrings {
    more: "更多",
    title: "消息",
    reply: "回复",
    copy_text: "复制文字",
    inspect: "查看详情",
    jump: "在房间中查看",
    retry: "重试",
    delete: "从此设备删除",
    delete_means: "只会从此设备删除。已发送的消息无法撤回。",
    close: "关闭",
};

pub(super) const INSPECT: InspectStrings = InspectStrings {
    title: "消息详情",
    topic: "主题",
    qos: "服务质量（QoS）",
    retained: "保留消息",
    yes: "是",
    no: "否",
    id: "消息 ID",
    sender: "发送者",
    sent: "发送时间",
    arrived: "到达时间",
    written: "撰写时间",
    status: "状态",
    payload: "原始载荷",
    bytes: |count| [&count.to_string(), " 字节"].concat(),
    copy: "复制",
    gone: "载荷已不在此设备上。",
    claim: "名字只是自称：任何能向此主题发布消息的人都可以使用它。",
};

pub(super) const SEARCH: SearchStrings = SearchStrings {
    open: "搜索",
    title: "搜索消息",
    label: "在此设备上搜索",
    placeholder: "输入词语或其中一部分",
    none: "没有找到。",
    hint: "在此设备的所有房间中，查找包含全部词语的消息。可用 from:lucy 或 in:garden 缩小范围。",
    loading: "仍在读取…",
    found: |count| ["找到 ", &count.to_string(), " 条消息"].concat(),
    in_room: |room| ["在 ", room, " 中"].concat(),
    close: "关闭搜索",
};

pub(super) const HISTORY: HistoryStrings = HistoryStrings {
    new_count: |count| [&count.to_string(), " 条新消息"].concat(),
    to_new: "↑ 新消息",
    away: |count| ["你不在时有 ", &count.to_string(), " 条消息"].concat(),
    later: "显示更晚的消息",
    fold: "展开全文",
    unfold: "收起",
    replying: |name| ["回复 ", name].concat(),
    cancel_reply: "取消回复",
    reply_gone: "此设备上没有这条消息",
};

pub(super) const COMPLETE: CompleteStrings =
    CompleteStrings { list: "建议", emoji: "表情", people: "成员", commands: "命令" };

pub(super) const COMMANDS: CommandStrings = CommandStrings {
    join: command("join", "主题", "加入房间，或打开已加入的房间"),
    leave: command("leave", "", "退出此房间"),
    me: command("me", "文字", "说说你正在做什么"),
    msg: command("msg", "名字 文字", "发送私信"),
    search: command("search", "词语", "搜索此设备上的消息"),
    invite: command("invite", "", "生成此房间的链接和二维码"),
    mute: command("mute", "", "对此房间开启或取消免打扰"),
    away: command("away", "", "设为离开"),
    back: command("back", "", "取消离开状态"),
    topic: command("topic", "", "显示此房间的主题"),
    nick: command("nick", "名字", "换个名字登录"),
    clear: command("clear", "", "清空此房间在此设备上的记录"),
    settings: command("settings", "", "打开设置"),
    keys: command("keys", "", "列出键盘快捷键"),
    help: command("help", "", "列出命令"),
    unknown: |name| ["没有 /", name, " 命令。输入 /help 查看所有命令。"].concat(),
    help_title: "命令",
    missing: |usage| ["命令不完整。正确写法：/", usage, "。"].concat(),
};

const fn command(name: &'static str, args: &'static str, means: &'static str) -> CommandText {
    CommandText { name, args, means }
}
