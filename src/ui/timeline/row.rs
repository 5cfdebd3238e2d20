//! One message as a row: who, when, what, and how far it has come. It is made once; only its state changes.

use std::sync::Arc;

use leptos::prelude::*;

use super::body::Body;
use super::lines::{RowPlace, RowState, moment};
use super::said::tint;
use super::status::OwnStatus;
use crate::chat::{Content, Message, Origin, RoomKey};
use crate::i18n::TimelineStrings;
use crate::ui::model::Model;
use crate::web::intl;

#[component]
pub(super) fn Row(
    room: RoomKey,
    message: Arc<Message>,
    state: RwSignal<RowState>,
    shows_topic: bool,
) -> impl IntoView {
    let model = Model::expect();
    let text = &model.text.timeline;
    let is_own = message.origin == Origin::Own;
    let moment = moment(&message);
    let (time, full) = model.clock.with_value(|clock| (clock.time(moment), clock.full(moment)));
    let (who, colour) = author(text, &message);
    let topic = shows_topic.then(|| view! { <bdi class="topic">{message.topic.to_string()}</bdi> });
    let retained = matches!(message.origin, Origin::Received { retained: true, .. })
        .then(|| view! { <span class="retained" title=text.retained_title>{text.retained}</span> });
    view! {
        <article
            class="message"
            class:own=is_own
            class:follows=move || state.get().place == RowPlace::Follows
            data-id=message.id().unwrap_or_default().to_owned()
            data-user=message.author().unwrap_or_default().to_owned()
            data-status=move || state.get().status.as_str()
        >
            <header class="meta">
                <bdi class=colour>{who}</bdi>
                {topic}
                <time datetime=intl::iso(moment) title=full>{time}</time>
                {retained}
            </header>
            <Body message=message.clone() />
            {is_own.then(|| view! { <OwnStatus room key=message.key state /> })}
        </article>
    }
}

/// Who or what speaks, and the class that colours it.
fn author(text: &TimelineStrings, message: &Message) -> (String, String) {
    let nobody = |word: &str| (word.to_owned(), "author nobody".to_owned());
    match (&message.content, message.author()) {
        (_, Some(name)) => (name.to_owned(), ["author ", &tint(name)].concat()),
        (Content::Chat { .. }, None) => nobody(text.anonymous),
        (Content::Report { .. }, None) => nobody(text.device),
        (Content::Json(_), None) => nobody(text.data),
        (Content::Text(_), None) => nobody(text.plain),
        (Content::Binary(_), None) => nobody(text.bytes),
        (Content::Large(_), None) => nobody(text.oversized),
    }
}
