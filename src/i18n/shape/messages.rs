//! What is said about messages: the menu and the details of one, searching, reading back, completing, commands.

use super::strings;

strings! {
    /// What can be done with a message.
    MenuStrings of menu {
        more: text,
        title: text,
        reply: text,
        copy_text: text,
        inspect: text,
        /// From a search's hit or a quotation to the message itself.
        jump: text,
        retry: text,
        delete: text,
        delete_means: text,
        close: text,
    }
}

strings! {
    /// A message as MQTT had it.
    InspectStrings of inspect {
        title: text,
        topic: text,
        qos: text,
        retained: text,
        yes: text,
        no: text,
        id: text,
        sender: text,
        /// When its sender says that it was sent.
        sent: text,
        /// When it came to this device.
        arrived: text,
        /// When we wrote it, if it is ours.
        written: text,
        status: text,
        payload: text,
        bytes: says(count: usize),
        copy: text,
        gone: text,
        claim: text,
    }
}

strings! {
    /// Searching what is on this device.
    SearchStrings of search {
        open: text,
        title: text,
        label: text,
        placeholder: text,
        none: text,
        hint: text,
        loading: text,
        found: says(count: usize),
        in_room: says(room: &str),
        close: text,
    }
}

strings! {
    /// Reading back, and where reading stopped.
    HistoryStrings of history {
        new_count: says(count: u32),
        to_new: text,
        /// So many messages came while we were away.
        away: says(count: u32),
        later: text,
        /// A long message is opened whole.
        fold: text,
        unfold: text,
        replying: says(name: &str),
        cancel_reply: text,
        reply_gone: text,
    }
}

strings! {
    /// What is offered while someone writes.
    CompleteStrings of complete {
        list: text,
        emoji: text,
        people: text,
        commands: text,
    }
}

/// A command of the composer.
#[derive(Debug)]
pub struct CommandText {
    /// As it is typed, without the slash; the same in every language.
    pub name: &'static str,
    /// What follows it, for people; empty if nothing does.
    pub args: &'static str,
    pub means: &'static str,
}

#[cfg(any(test, feature = "pseudo"))]
impl CommandText {
    /// The same command of the pseudo-locale. Its name stays: that is what is typed.
    pub(in crate::i18n) fn pseudo(english: &Self) -> Self {
        use crate::i18n::pseudo::text;
        Self { name: english.name, args: text(english.args), means: text(english.means) }
    }
}

strings! {
    /// The commands.
    CommandStrings of commands {
        join: command,
        leave: command,
        me: command,
        msg: command,
        search: command,
        invite: command,
        mute: command,
        away: command,
        back: command,
        topic: command,
        nick: command,
        clear: command,
        settings: command,
        keys: command,
        help: command,
        /// The name that was typed, without its slash.
        unknown: says(name: &str),
        help_title: text,
        /// How the command is written, without its slash: its name and `args`.
        missing: says(usage: &str),
    }
}

impl CommandStrings {
    /// The commands in the order of the help.
    pub fn all(&self) -> [&CommandText; 15] {
        [
            &self.join,
            &self.leave,
            &self.me,
            &self.msg,
            &self.search,
            &self.invite,
            &self.mute,
            &self.away,
            &self.back,
            &self.topic,
            &self.nick,
            &self.clear,
            &self.settings,
            &self.keys,
            &self.help,
        ]
    }
}
