//! Why a connection ended or a file was not taken, in a few words: the end of a sentence that says what. A new reason does
//! not compile until each language has its words.

use crate::engine::ImportError;
use crate::mqtt::client::{ConnectError, Lost};

pub(super) mod en {
    use super::{ConnectError, ImportError, Lost};

    pub(in crate::i18n) fn lost(why: &Lost) -> String {
        match why {
            Lost::Connect(ConnectError::Refused(_)) => "the broker refused".to_owned(),
            Lost::Connect(ConnectError::Unreachable) => "nothing could be reached".to_owned(),
            Lost::Connect(ConnectError::TimedOut) => "no answer in time".to_owned(),
            Lost::Connect(ConnectError::NotMqtt) => "not an MQTT endpoint".to_owned(),
            Lost::Connect(ConnectError::Closed) => "closed before the broker answered".to_owned(),
            Lost::Closed => "closed".to_owned(),
            Lost::TakenOver => "another client has this client ID".to_owned(),
            Lost::Silent => "the broker does not answer any more".to_owned(),
            Lost::Protocol(error) => ["the broker broke the protocol: ", &error.to_string()].concat(),
            Lost::PacketTooLarge { .. } => "a packet was too large".to_owned(),
            Lost::Store => "what came could not be stored".to_owned(),
        }
    }

    pub(in crate::i18n) fn import(error: &ImportError) -> String {
        match error {
            ImportError::SignedOut => "nobody is signed in.".to_owned(),
            ImportError::OtherTab => "another tab holds the connection. Import there.".to_owned(),
            ImportError::Busy => "another file is being imported. Wait for it.".to_owned(),
            ImportError::Nothing { .. } => {
                "no line of it is a message. Choose a file that was exported as JSON Lines.".to_owned()
            }
            ImportError::NoPlace { topic } => {
                ["an older version of Snug kept what is in ", topic, ". Clear that room's history first."]
                    .concat()
            }
            ImportError::Store { .. } => {
                "this device could not store all of it. Make room, then import it again.".to_owned()
            }
        }
    }
}

pub(super) mod zh {
    use super::{ConnectError, ImportError, Lost};

    pub(in crate::i18n) fn lost(why: &Lost) -> String {
        match why {
            Lost::Connect(ConnectError::Refused(_)) => "服务器拒绝了连接".to_owned(),
            Lost::Connect(ConnectError::Unreachable) => "无法访问".to_owned(),
            Lost::Connect(ConnectError::TimedOut) => "没有及时应答".to_owned(),
            Lost::Connect(ConnectError::NotMqtt) => "不是 MQTT 端点".to_owned(),
            Lost::Connect(ConnectError::Closed) => "服务器应答前连接已关闭".to_owned(),
            Lost::Closed => "连接已关闭".to_owned(),
            Lost::TakenOver => "另一个客户端在使用此客户端 ID".to_owned(),
            Lost::Silent => "服务器不再应答".to_owned(),
            Lost::Protocol(error) => ["服务器违反了协议：", &error.to_string()].concat(),
            Lost::PacketTooLarge { .. } => "数据包过大".to_owned(),
            Lost::Store => "收到的内容无法保存".to_owned(),
        }
    }

    pub(in crate::i18n) fn import(error: &ImportError) -> String {
        match error {
            ImportError::SignedOut => "尚未登录。".to_owned(),
            ImportError::OtherTab => "另一个标签页持有连接，请在那里导入。".to_owned(),
            ImportError::Busy => "正在导入另一个文件，请稍候。".to_owned(),
            ImportError::Nothing { .. } => {
                "其中没有任何一行是消息。请选择以 JSON Lines 格式导出的文件。".to_owned()
            }
            ImportError::NoPlace { topic } => {
                ["旧版本的 Snug 保存了“", topic, "”中的内容，请先清空该房间的记录。"].concat()
            }
            ImportError::Store { .. } => "此设备无法全部保存。请腾出空间后重新导入。".to_owned(),
        }
    }
}
