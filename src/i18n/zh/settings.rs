//! Simplified Chinese, about Snug itself.

use crate::i18n::{KeyStrings, SettingsStrings, UpdateStrings, WireStrings};

pub(super) const SETTINGS: SettingsStrings = SettingsStrings {
    open: "设置",
    title: "设置",
    find: "查找设置",
    none: "没有这项设置。",
    back: "返回",

    you: "你",
    name: "你的名字",
    name_means: "名字只是自称：要换名字，请退出登录，再用新名字登录。",
    client_id: "客户端 ID",
    broker: "服务器",
    away: "将自己设为离开",
    away_means: "关闭之前，别人会看到你处于离开状态。页面隐藏五分钟后也会自动设为离开。",
    receipts: "让别人知道我正在输入和已读到哪里",
    receipts_means: "关闭后，没有人能看到你正在输入或读到了哪里。",

    look: "外观",
    theme: "配色",
    theme_auto: "跟随系统",
    theme_light: "浅色",
    theme_dark: "深色",
    text_size: "文字大小",
    size_small: "小",
    size_normal: "标准",
    size_large: "大",
    hours: "时间格式",
    hours_auto: "跟随语言",
    hours_12: "12 小时制",
    hours_24: "24 小时制",

    language: "语言",
    language_auto: "跟随浏览器",

    notifications: "通知",
    notify_on: "通知已开启",
    notify_ask: "允许通知",
    notify_denied: "浏览器屏蔽了本页面的通知。可在浏览器的网站设置中更改。",
    notify_unsupported: "此浏览器无法显示本页面的通知。",
    notify_means: "只有打开着 Snug 标签页时才会收到通知；关闭后不会。",

    delivery: "送达方式",
    delivery_means: "你的消息有多大把握送达。QoS 0：只发送一次，可能丢失。QoS 1：不会丢失，但可能收到两次。QoS 2：既不丢失也不重复。\
                     每个房间可在房间设置中单独选择。",
    greeting: "问候语",
    greeting_means: "首次加入房间时发送一次。留空则不发送。",

    keys: "按键",
    keys_show: "显示所有快捷键",
    enter: "Enter 键",
    enter_sends: "发送",
    enter_breaks: "换行",
    enter_means: "Shift+Enter 总是换行，Ctrl+Enter 总是发送。",

    storage: "存储",
    used: |messages| [&messages.to_string(), " 条消息"].concat(),
    persisted: "浏览器承诺保留这些内容。",
    not_persisted: "空间不足时，浏览器可能会删除这些内容（Safari：七天未访问即删除）。",
    persist: "请求浏览器保留",
    keep_for: "消息保留时间",
    keep_ever: "永久",
    keep_days: |days| [&days.to_string(), " 天"].concat(),
    export_json: "导出（JSON Lines）",
    export_text: "导出为文本",
    import: "导入…",
    imported: |messages, rooms| {
        ["已导入 ", &messages.to_string(), " 条消息，来自 ", &rooms.to_string(), " 个房间"].concat()
    },
    import_failed: |why| ["导入未完成：", why].concat(),
    clear: "删除此设备上的所有消息…",
    clear_means: "所有房间的消息都会从此设备删除，等待发送的除外。其他人的不受影响。此操作无法撤销；如有需要，请先导出。",
    clear_do: "删除所有消息",
    cleared: "此设备上的所有消息已删除。",

    connection: "连接",
    connection_means: "本页面打开以来的连接记录。",
    log_export: "保存为文件",
    log_empty: "还没有记录。",
    install_means: "安装后，Snug 会在独立窗口中打开，没有网络时也能查看历史消息。",
    install_do: "安装 Snug",
    installed: "Snug 已安装。",

    about: "关于",
    version: |number| ["版本 ", number].concat(),
    about_means: "在任何浏览器中，通过你已有的 MQTT 服务器聊天。中间没有我们的服务器。",
    licence: "MIT OR Apache-2.0",
    saved: "已保存",
};

pub(super) const KEYS: KeyStrings = KeyStrings {
    title: "键盘快捷键",
    switch: "切换房间",
    previous: "上一个房间",
    next: "下一个房间",
    unread: "下一个未读房间，提及优先",
    search: "搜索消息",
    settings: "打开设置",
    escape: "关闭，或回到消息",
    recall: "找回已发送的内容（输入框为空时）",
    newline: "换行",
    send: "发送",
    menus: "从消息列表到各条消息的菜单",
    reply: "回复最后一条消息",
    people: "显示或隐藏成员",
    help: "此列表",
    close: "关闭",
};

pub(super) const UPDATE: UpdateStrings =
    UpdateStrings { ready: "Snug 有新版本。", reload: "重新加载", later: "稍后" };

pub(super) const WIRE: WireStrings = WireStrings {
    opening: |url| ["正在打开 ", url].concat(),
    opened: "已打开",
    accepted: "已连接，服务器保留了会话",
    accepted_new: "已连接，新会话",
    refused: |why| ["被拒绝：", why].concat(),
    lost: |why| ["连接断开：", why].concat(),
    closed: |code| ["连接已关闭，代码 ", &code.to_string()].concat(),
    ping: |ms| ["往返 ", &ms.to_string(), " 毫秒"].concat(),
    subscribed: |filter| ["已订阅 ", filter].concat(),
    sub_refused: |filter| ["无权订阅 ", filter].concat(),
    retry: |seconds| [&seconds.to_string(), " 秒后重试"].concat(),
    offline: "网络已断开",
    online: "网络已恢复",
    taken_over: "另一个客户端用我们的客户端 ID 接管了连接",
};
