//! What went wrong, in Simplified Chinese, and what a person can do about it.
//! One arm for each `Problem`: a new one does not compile until it has its words here.

use super::{Sentence, advise, say, tell};
use crate::chat::WriteError;
use crate::engine::{Problem, StoreError};
use crate::mqtt::{ConnectCode, TopicError};

/// Words for a problem.
pub(in crate::i18n) fn problem(problem: &Problem) -> Sentence {
    match problem {
        Problem::BadAddress(address) if address.trim().is_empty() => say(
            "还没有填写服务器地址。",
            "请填写 MQTT 服务器的 WebSocket 监听地址，例如 wss://broker.example/mqtt。",
        ),
        Problem::BadAddress(address) => {
            tell(&["“", address, "”不是可以打开的地址。"], "请填写主机名，或以 wss:// 或 ws:// 开头的地址。")
        }
        Problem::MixedContent => say(
            "通过 https:// 打开的页面不能连接 ws:// 地址。",
            "请改用服务器的 wss:// 地址，或通过 http:// 打开本页面。",
        ),
        Problem::NoName => say("还没有填写名字。", "请填写别人会看到的名字。"),
        Problem::Topic { topic, error } => bad_topic(topic, error),
        Problem::Unreachable { url } => tell(
            &["无法连接到 ", url, "。"],
            "请检查主机和端口，并确认 MQTT 服务器正在运行，且已开启 WebSocket 监听。",
        ),
        Problem::MqttPort { url, port } => tell(
            &["无法连接到 ", url, "：端口 ", &port.to_string(), " 不支持 WebSocket。"],
            "请使用服务器的 WebSocket 端口，常见的有 8083、8084、8080 和 9001。",
        ),
        Problem::TlsPort { url, port, secure } => advise(
            &["无法连接到 ", url, "：端口 ", &port.to_string(), " 通常要求 TLS。"],
            &["请试试 ", secure, "。"],
        ),
        Problem::OddPath { url, usual } => advise(
            &["无法连接到 ", url, "。"],
            &["请检查路径：多数服务器使用 ", usual, "。如果路径没错，请检查主机和端口。"],
        ),
        Problem::SecureUnreachable { url, visit: _ } => tell(
            &["无法连接到 ", url, "。"],
            "请检查主机和端口。如果没错，可能是浏览器不信任它的证书：请打开下面的链接，确认认识该证书后接受它，然后重新连接。",
        ),
        Problem::NothingFound { host, tried } => tell(
            &["在 ", host, " 上没有找到 MQTT 服务器，已尝试：", &tried.join("、"), "。"],
            "请检查主机名，并确认服务器已开启 WebSocket 监听，或者填写完整地址。",
        ),
        Problem::NotMqtt { url } => tell(
            &["在 ", url, " 有应答，但它不支持 MQTT。"],
            "请检查路径（通常是 /mqtt），并确认端口是服务器的 WebSocket 端口。",
        ),
        Problem::NotUnderstood { url, code } => tell(
            &["服务器 ", url, " 无法理解收到的内容（代码 ", &code.to_string(), "）。"],
            "请确认这是 MQTT 3.1.1 服务器的 WebSocket 监听地址。",
        ),
        Problem::NoAnswer { url } => tell(
            &["服务器 ", url, " 接受了连接，但一直没有回应。"],
            "请确认该端口属于 MQTT 服务器，然后重试。",
        ),
        Problem::Refused(code) => refused(*code),
        Problem::CredentialsWanted => say("服务器要求用户名和密码。", "请在“更多选项”中填写，然后重新连接。"),
        Problem::ProbablyRefused { url } => tell(
            &["服务器 ", url, " 关闭了连接，可能是用户名或密码不正确。"],
            "请在“更多选项”中检查两者，然后重新连接。",
        ),
        Problem::ClosedAtConnect { url, code } => tell(
            &["服务器 ", url, " 直接关闭了连接（代码 ", &code.to_string(), "）。"],
            "它可能要求用户名和密码（在“更多选项”中填写），或者不支持 MQTT 3.1.1。",
        ),
        Problem::TooLargeForBroker { url } => tell(
            &["服务器 ", url, " 关闭了连接：有一条消息超过了它的大小限制。"],
            "请删除未送达的消息，分成几条发送。",
        ),
        Problem::TakenOver => say(
            "服务器不断关闭连接：可能有另一个客户端使用了相同的客户端 ID，或者有房间不允许进入。",
            "请关闭另一个客户端，或在“更多选项”中换一个客户端 ID，并检查房间，然后重新连接。",
        ),
        Problem::Protocol { rule, what } => tell(
            &["服务器违反了协议：", what, " [", rule, "]。"],
            "这是服务器的问题：请告诉它的管理员，然后重试。",
        ),
        Problem::PacketTooLarge { size, limit } => tell(
            &[
                "服务器一次发来了 ",
                &size.to_string(),
                " 字节，本页面最多接收 ",
                &limit.to_string(),
                " 字节。",
            ],
            "请退出消息所在的房间，或请发送者发小一些的消息。",
        ),
        Problem::RoomRefused { topic } => {
            tell(&["服务器不允许你读取“", topic, "”。"], "请向服务器管理员申请权限，或加入其他房间。")
        }
        Problem::Write(error) => unwritten(error),
        Problem::QueueFull { limit } => {
            tell(&["已有 ", &limit.to_string(), " 条消息在等待发送。"], "请等它们发出后，再发送这一条。")
        }
        Problem::Options { rule, what } => {
            tell(&["这些选项无法使用：", what, " [", rule, "]。"], "请在“更多选项”中修改。")
        }
        Problem::Store => {
            say("收到的内容无法保存到此设备。", "请清理一些空间，或允许本页面存储数据，然后重新加载。")
        }
        Problem::Storage(error) => unkept(*error),
        Problem::SetAside { count } => tell(
            &["此设备上有 ", &count.to_string(), " 条记录无法读取，已放到一边。"],
            "其余内容都在，无需任何操作。",
        ),
        Problem::BrokerLocked => {
            say("本页面的提供者只允许使用指定的服务器。", "请从表单提供的地址中选择一个。")
        }
        Problem::Config(what) => tell(
            &["本页面的配置（config.json）无法使用：", what.trim_end_matches('.'), "。"],
            "请告诉本页面的提供者；目前使用默认配置。",
        ),
    }
}

/// From here on the chat lives in this tab only.
fn unkept(error: StoreError) -> Sentence {
    match error {
        StoreError::Quota => {
            say("此设备空间已满，新消息只保存在这个标签页里。", "请清理一些空间，然后重新加载页面。")
        }
        StoreError::Blocked => say(
            "浏览器不允许本页面保存任何内容，消息只保存在这个标签页里。",
            "请退出无痕浏览，或允许本页面存储数据，然后重新加载。",
        ),
        StoreError::OlderTab => say(
            "另一个标签页还打开着本页面的旧版本，消息只保存在这个标签页里。",
            "请关闭本页面的其他标签页，然后重新加载。",
        ),
        StoreError::NewerVersion => say(
            "此前运行过本页面的更新版本，当前版本无法读取它保存的内容：消息只保存在这个标签页里。",
            "请重新加载页面，以使用新版本。",
        ),
        StoreError::Broken => say(
            "浏览器的存储出了故障，新消息只保存在这个标签页里。",
            "请重新加载页面；如果仍不行，请重启浏览器。",
        ),
    }
}

fn refused(code: ConnectCode) -> Sentence {
    match code {
        ConnectCode::Accepted => say("服务器接受了连接，随后又断开了。", "请重新连接。"),
        ConnectCode::UnacceptableProtocol => {
            say("服务器不支持 MQTT 3.1.1。", "请在服务器上启用 MQTT 3.1.1，或换一个服务器。")
        }
        ConnectCode::IdentifierRejected => say(
            "服务器不接受这个客户端 ID。",
            "请在“更多选项”中将客户端 ID 留空，或询问服务器管理员可以使用哪些。",
        ),
        ConnectCode::ServerUnavailable => say("服务器暂时不可用。", "请稍等，会自动重试。"),
        ConnectCode::BadUserNameOrPassword => {
            say("服务器不接受这个用户名和密码。", "请在“更多选项”中检查两者，然后重新连接。")
        }
        ConnectCode::NotAuthorized => {
            say("服务器不允许你连接。", "请在“更多选项”中检查用户名和密码，或询问服务器管理员。")
        }
    }
}

fn bad_topic(topic: &str, error: &TopicError) -> Sentence {
    match error {
        TopicError::Empty => say("还没有填写房间。", "请填写一个主题，例如 chat。"),
        TopicError::Nul => say("房间名含有主题中不允许的字符（NUL）。", "请去掉它再试。"),
        TopicError::TooLong => say("房间名超过了主题的最大长度（65535 字节）。", "请换一个短一些的。"),
        TopicError::WildcardInName => {
            tell(&["“", topic, "”是信息流，不能在信息流里发言。"], "要发言，请使用不含 + 和 # 的主题。")
        }
        TopicError::MisplacedHash => tell(
            &["在“", topic, "”中，# 没有作为单独的一级放在末尾。"],
            "请写成 sensors/# 的形式，或去掉它。",
        ),
        TopicError::MisplacedPlus => {
            tell(&["在“", topic, "”中，+ 没有单独占一级。"], "请写成 sensors/+/door 的形式，或去掉它。")
        }
        TopicError::Unprintable => say("房间名含有看不见的控制字符。", "请手动重新输入。"),
    }
}

fn unwritten(error: &WriteError) -> Sentence {
    match error {
        WriteError::Empty => say("没有可发送的内容。", "请先写点什么。"),
        WriteError::TooLarge { size, limit } => tell(
            &["消息太大：共 ", &size.to_string(), " 字节，最多允许 ", &limit.to_string(), " 字节。"],
            "请缩短内容，或分成几条发送。",
        ),
        WriteError::ReadOnly => say("信息流是只读的。", "要发言，请加入主题中不含 + 或 # 的房间。"),
        WriteError::NoRoom => say("你已经退出了这个房间。", "要发言，请重新加入。"),
    }
}
