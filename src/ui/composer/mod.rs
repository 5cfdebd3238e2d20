//! Where people write. The text stays until the engine says that it is stored; Enter never sends what an input
//! method is still composing.

use leptos::prelude::*;
use leptos::{ev, html};

use crate::chat::RoomKey;
use crate::ui::model::Model;
use crate::web::dom;

#[component]
pub(crate) fn Composer(room: RoomKey, topic: String) -> impl IntoView {
    let model = Model::expect();
    let text = &model.text.composer;
    let field = NodeRef::<html::Textarea>::new();
    let draft = RwSignal::new(model.draft(room));
    let type_in = move |typed: String| {
        model.set_draft(room, typed.clone());
        draft.set(typed);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !dom::is_composing(&event) && !dom::is_coarse() {
            event.prevent_default();
            model.say(room);
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        model.say(room);
        if let Some(field) = field.get_untracked().filter(|_| !dom::is_coarse()) {
            dom::focus(&field);
        }
    };
    follow_the_draft(model, room, draft, field);
    take_stray_typing(field);
    focus_where_it_hides_nothing(field);
    view! {
        <form class="composer" novalidate on:submit=submit>
            // A copy of the text behind the box gives it its height: whole lines, measured by nobody.
            <div class="grow" data-text=move || draft.get()>
                <textarea
                    node_ref=field
                    rows="1"
                    aria-label=text.label
                    placeholder=(text.placeholder)(&topic)
                    dir="auto"
                    autocomplete="off"
                    enterkeyhint=if dom::is_coarse() { "enter" } else { "send" }
                    prop:value=draft.get_untracked()
                    on:input:target=move |event| type_in(event.target().value())
                    on:keydown=on_key
                ></textarea>
            </div>
            <button type="submit" class="primary send" on:mousedown=move |event| dom::keep_focus(&event)>
                <span class="icon icon-send" aria-hidden="true"></span>
                <span class="send-word">{text.send}</span>
            </button>
        </form>
    }
}

/// Writes into the box what changed the draft other than typing. Nothing else writes there: setting the value
/// under an input method would break its composition.
fn follow_the_draft(model: Model, room: RoomKey, draft: RwSignal<String>, field: NodeRef<html::Textarea>) {
    Effect::new(move |before: Option<()>| {
        model.redrafted.track();
        let now = model.draft(room);
        if before.is_none() || draft.with_untracked(|shown| *shown == now) {
            return;
        }
        if let Some(field) = field.get_untracked() {
            field.set_value(&now);
        }
        draft.set(now);
    });
}

/// Typing anywhere on the page lands in the box: the key goes where the focus is when it takes effect.
fn take_stray_typing(field: NodeRef<html::Textarea>) {
    let listening = window_event_listener(ev::keydown, move |event| {
        if let Some(field) = field.get_untracked().filter(|_| dom::is_stray_text(&event)) {
            dom::focus(&field);
        }
    });
    on_cleanup(move || listening.remove());
}

/// An opened room is ready to write in, except where that raises a keyboard over its messages.
fn focus_where_it_hides_nothing(field: NodeRef<html::Textarea>) {
    Effect::new(move || {
        if let Some(field) = field.get().filter(|_| !dom::is_coarse()) {
            dom::focus(&field);
        }
    });
}
