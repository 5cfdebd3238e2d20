//! The height that can be seen. Where an on-screen keyboard lies over the page instead of making it smaller, as on iPhones,
//! style sheets can't know; they are told by a property of the root element.

use super::dom;
use super::element::Listening;
use super::page::window;

const HEIGHT: &str = "--seen-height";
/// What covers less is no keyboard, in CSS pixels.
const KEYBOARD: f64 = 120.0;

/// Follows the keyboard for as long as it is kept. `None` in a browser that does not tell.
pub fn follow_keyboard() -> Option<[Listening; 2]> {
    let viewport = window().visual_viewport()?;
    let seen = viewport.clone();
    let tell = move || {
        let whole = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
        // Zoomed in, it is not the keyboard that hides the rest.
        let covered = if seen.scale() > 1.01 { 0.0 } else { whole - seen.height() };
        let height = if covered > KEYBOARD {
            [&(seen.height().round() as u32).to_string(), "px"].concat()
        } else {
            String::new()
        };
        dom::set_root_property(HEIGHT, &height);
        if covered > KEYBOARD {
            // The browser scrolls the page to show the field; there is nothing below it to show.
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    };
    let again = tell.clone();
    let target = || viewport.clone().into();
    Some([
        Listening::to(target(), "resize", Box::new(move |_| tell())),
        Listening::to(target(), "scroll", Box::new(move |_| again())),
    ])
}
