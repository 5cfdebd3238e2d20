//! The places of the page beside signing in and the open room, by their names in each language, and how to get to each,
//! on a desktop and on a phone. Shared by the scenarios that look at every place.

use serde_json::json;
use thirtyfour::Key;

use crate::support::accent::accented;
use crate::support::crowd;
use crate::support::mosquitto::Mosquitto;
use crate::support::page::Page;
use crate::support::wait::until;

/// Somewhere to go from an open room, and to come back from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Room,
    Suggestions,
    MessageMenu,
    Inspect,
    RoomSettings,
    Invite,
    People,
    Switcher,
    Search,
    Settings,
    Keys,
    Question,
    SignOut,
}

pub(crate) const PLACES: [Place; 13] = [
    Place::Room,
    Place::Suggestions,
    Place::MessageMenu,
    Place::Inspect,
    Place::RoomSettings,
    Place::Invite,
    Place::People,
    Place::Switcher,
    Place::Search,
    Place::Settings,
    Place::Keys,
    Place::Question,
    Place::SignOut,
];

/// What things are called.
#[derive(Debug)]
pub(crate) struct Words {
    /// For `config.json`.
    pub(crate) locale: &'static str,
    pub(crate) sign_in: &'static str,
    pub(crate) more_options: &'static str,
    pub(crate) broker: &'static str,
    pub(crate) name: &'static str,
    pub(crate) connect: &'static str,
    pub(crate) message: &'static str,
    suggestions: &'static str,
    more: &'static str,
    menu: &'static str,
    inspect: &'static str,
    details: &'static str,
    settings_of_chat: &'static str,
    room_settings: &'static str,
    invite: &'static str,
    qr: &'static str,
    show_people: &'static str,
    hide_people: &'static str,
    people: &'static str,
    switcher: &'static str,
    search: &'static str,
    search_field: &'static str,
    pub(crate) settings: &'static str,
    find: &'static str,
    show_keys: &'static str,
    keys: &'static str,
    delete_all: &'static str,
    sign_out: &'static str,
    sign_out_of: &'static str,
    close: &'static str,
    pub(crate) back: &'static str,
    pub(crate) join: &'static str,
}

impl Words {
    /// As the pseudo-locale has them.
    pub(crate) fn pseudo() -> Self {
        // For as long as the tests run: what things are called is static elsewhere.
        let strange = |english: &str| -> &'static str { accented(english).leak() };
        Self {
            locale: "x-pseudo",
            sign_in: strange(ENGLISH.sign_in),
            more_options: strange(ENGLISH.more_options),
            broker: strange(ENGLISH.broker),
            name: strange(ENGLISH.name),
            connect: strange(ENGLISH.connect),
            message: strange(ENGLISH.message),
            suggestions: strange(ENGLISH.suggestions),
            more: strange(ENGLISH.more),
            menu: strange(ENGLISH.menu),
            inspect: strange(ENGLISH.inspect),
            details: strange(ENGLISH.details),
            settings_of_chat: strange(ENGLISH.settings_of_chat),
            room_settings: strange(ENGLISH.room_settings),
            invite: strange(ENGLISH.invite),
            qr: strange(ENGLISH.qr),
            show_people: strange(ENGLISH.show_people),
            hide_people: strange(ENGLISH.hide_people),
            people: strange(ENGLISH.people),
            switcher: strange(ENGLISH.switcher),
            search: strange(ENGLISH.search),
            search_field: strange(ENGLISH.search_field),
            settings: strange(ENGLISH.settings),
            find: strange(ENGLISH.find),
            show_keys: strange(ENGLISH.show_keys),
            keys: strange(ENGLISH.keys),
            delete_all: strange(ENGLISH.delete_all),
            sign_out: strange(ENGLISH.sign_out),
            sign_out_of: strange(ENGLISH.sign_out_of),
            close: strange(ENGLISH.close),
            back: strange(ENGLISH.back),
            join: strange(ENGLISH.join),
        }
    }
}

pub(crate) const ENGLISH: Words = Words {
    locale: "en",
    sign_in: "Sign in",
    more_options: "More options",
    broker: "Broker address",
    name: "Your name",
    connect: "Connect",
    message: "Message",
    suggestions: "Suggestions",
    more: "More",
    menu: "Message",
    inspect: "Inspect",
    details: "Message details",
    settings_of_chat: "Settings of chat",
    room_settings: "Room settings",
    invite: "Invite",
    qr: "QR code of the link",
    show_people: "Show people",
    hide_people: "Hide people",
    people: "People",
    switcher: "Switch room",
    search: "Search",
    search_field: "Search on this device",
    settings: "Settings",
    find: "Find a setting",
    show_keys: "Show all shortcuts",
    keys: "Keyboard shortcuts",
    delete_all: "Delete all messages on this device…",
    sign_out: "Sign out",
    sign_out_of: "Sign out Lucy?",
    close: "Close",
    back: "Back",
    join: "Join a room",
};

pub(crate) const CHINESE: Words = Words {
    locale: "zh",
    sign_in: "登录",
    more_options: "更多选项",
    broker: "服务器地址",
    name: "你的名字",
    connect: "连接",
    message: "消息",
    suggestions: "建议",
    more: "更多",
    menu: "消息",
    inspect: "查看详情",
    details: "消息详情",
    settings_of_chat: "chat 的设置",
    room_settings: "房间设置",
    invite: "邀请",
    qr: "链接的二维码",
    show_people: "显示成员",
    hide_people: "隐藏成员",
    people: "成员",
    switcher: "切换房间",
    search: "搜索",
    search_field: "在此设备上搜索",
    settings: "设置",
    find: "查找设置",
    show_keys: "显示所有快捷键",
    keys: "键盘快捷键",
    delete_all: "删除此设备上的所有消息…",
    sign_out: "退出登录",
    sign_out_of: "退出“Lucy”的登录？",
    close: "关闭",
    back: "返回",
    join: "加入房间",
};

/// Something of each kind is in the room `chat`.
pub(crate) async fn converse(broker: &Mosquitto, page: &Page) {
    let chat = |payload: &str| ("chat".to_owned(), payload.as_bytes().to_vec());
    let all = vec![
        chat(r#"{"user":"Tom","say":"hello Lucy, see https://example.org *now*","id":"t1"}"#),
        chat(r#"{"user":"Amy","say":"some `code` and\n```\na block\n```\n~no~ _yes_","id":"t2","re":"t1"}"#),
        chat(r#"{"msg":"water is hot","data":"09:41"}"#),
        chat(r#"{"temperature":21.5,"unit":"C"}"#),
        chat("21.5 degrees"),
        ("chat".to_owned(), vec![0x80; 300]),
    ];
    crowd::publish(broker.tcp_port(), all).await;
    page.wait_message_where("of bytes", |message| message.content.contains("80 80")).await;
    page.say("A link, https://example.org, and 中文").await;
    page.wait_message_status("A link", "delivered").await;
}

/// Goes to a place from the open room.
pub(crate) async fn go(page: &Page, place: Place, words: &Words) {
    match place {
        Place::Room => {}
        Place::Suggestions => {
            page.fill(words.message, ":smi").await;
            page.wait_for("listbox", words.suggestions).await;
        }
        Place::MessageMenu | Place::Inspect => {
            press_any(page, words.more).await;
            page.wait_for("dialog", words.menu).await;
            if place == Place::Inspect {
                page.press(words.inspect).await;
                page.wait_for("dialog", words.details).await;
            }
        }
        Place::RoomSettings | Place::Invite => {
            page.press(words.settings_of_chat).await;
            page.wait_for("dialog", words.room_settings).await;
            if place == Place::Invite {
                page.press_in(("dialog", words.room_settings), words.invite).await;
                page.wait_for("img", words.qr).await;
            }
        }
        Place::People => {
            // Where there is room for them, they are there already.
            if page.lookup("complementary", words.people).await.is_none() {
                page.press(words.show_people).await;
            }
            page.wait_for("complementary", words.people).await;
        }
        Place::Switcher => {
            page.chord(Key::Control, 'k').await;
            page.wait_for("dialog", words.switcher).await;
        }
        Place::Search => {
            from_the_bar(page, words, words.search).await;
            page.fill(words.search_field, "hello").await;
            until("a find", async || {
                let finds = "return all('listitem').length + document.querySelectorAll('ol li').length";
                if page.ask::<u32>(finds, &[]).await > 0 { Ok(()) } else { Err(page.summary().await) }
            })
            .await;
        }
        Place::Settings | Place::Keys | Place::Question | Place::SignOut => {
            from_the_bar(page, words, words.settings).await;
            page.wait_for("textbox", words.find).await;
            let (button, dialog) = match place {
                Place::Keys => (words.show_keys, words.keys),
                Place::Question => (words.delete_all, words.delete_all),
                Place::SignOut => (words.sign_out, words.sign_out_of),
                _ => return,
            };
            page.press(button).await;
            page.wait_for("dialog", dialog).await;
        }
    }
}

/// Goes back to the room.
pub(crate) async fn come_back(page: &Page, place: Place, words: &Words) {
    match place {
        Place::Room => return,
        Place::Suggestions => page.fill(words.message, "").await,
        Place::MessageMenu | Place::Inspect | Place::RoomSettings | Place::Invite | Place::Switcher => {
            page.press(words.close).await;
        }
        Place::People => {
            if page.ask::<bool>("return all('log').length === 0", &[]).await {
                page.press_in(("complementary", words.people), words.hide_people).await;
            }
        }
        Place::Search | Place::Settings => page.press(words.back).await,
        Place::Keys | Place::Question | Place::SignOut => {
            page.press(words.close).await;
            page.wait_gone("button", words.close).await;
            page.press(words.back).await;
        }
    }
    until("the room to be back", async || {
        // From what was opened in the list, Back leads to the list.
        let script = "const chat = all('button').find(e => accessibleName(e).startsWith('chat')); \
                      if (!all('log').length && !all('dialog').length) chat?.click(); \
                      return all('log').length === 1 && all('dialog').length === 0";
        if page.ask(script, &[]).await { Ok(()) } else { Err(page.summary().await) }
    })
    .await;
}

/// The bar is slim on a phone while somebody reads: there, what it holds is one step back.
async fn from_the_bar(page: &Page, words: &Words, button: &str) {
    if page.lookup("button", button).await.is_none() {
        page.press(words.back).await;
    }
    page.press(button).await;
}

/// A button that shows itself only to who points at its row.
async fn press_any(page: &Page, name: &str) {
    page.wait_for("button", name).await;
    page.ask::<bool>("return find('button', arguments[0]).click() ?? true", &[json!(name)]).await;
}
