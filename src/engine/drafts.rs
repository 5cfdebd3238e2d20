//! Drafts over a reload. The store gets them within a second, and a page that is left has no time for a transaction; so
//! what stands in the boxes goes into a text that the tab keeps, and comes back from it.

use serde_json::{Map, Value, json};

use super::account::Account;
use super::api::Trace;
use super::core::{Core, Now};
use super::json::to_text;

impl Core {
    /// What stands in the boxes now, for this tab's next life; `None` if nothing does, or nothing may be kept.
    pub fn drafts_text(&self) -> Option<String> {
        let account = self.account.as_ref().filter(|account| account.sign_in.trace == Trace::Keep)?;
        let written = self.chat.rooms().iter().filter(|entry| !entry.draft.is_empty());
        let drafts: Map<String, Value> =
            written.map(|entry| (entry.room.as_str().to_owned(), entry.draft.as_str().into())).collect();
        let whose = String::from_utf8_lossy(&account.key()).into_owned();
        (!drafts.is_empty()).then(|| to_text(&json!({ "account": whose, "drafts": drafts })))
    }

    /// The text of [`Core::drafts_text`], once the rooms are there. Another account's is not used.
    pub fn handle_drafts(&mut self, now: Now, text: &str) {
        self.clock = now.clock;
        let Ok(Value::Object(kept)) = serde_json::from_str::<Value>(text) else { return };
        let whose = kept.get("account").and_then(Value::as_str).unwrap_or_default();
        if self.account.as_ref().map(Account::key).as_deref() != Some(whose.as_bytes()) {
            return;
        }
        let drafts = kept.get("drafts").and_then(Value::as_object).into_iter().flatten();
        for (room, draft) in drafts {
            if let (Some(key), Some(draft)) = (self.chat.find(room), draft.as_str()) {
                self.chat.set_draft(key, draft);
            }
        }
    }
}
