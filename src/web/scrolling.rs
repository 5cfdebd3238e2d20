//! Where an element that scrolls stands, and what of it is in sight.

use super::dom::{self, Extent, Place, ResizeWatch};
use super::element::El;

/// So many heights of what is in sight from an end, it is time to bring more.
const NEAR: i32 = 2;

impl El {
    pub fn is_at_end(&self) -> bool {
        dom::is_at_end(self.raw())
    }

    pub fn scroll_to_end(&self) {
        dom::scroll_to_end(self.raw());
    }

    pub fn extent(&self) -> Extent {
        Extent::of(self.raw())
    }

    /// The first row in sight.
    pub fn first_in_sight(&self, rows: &str) -> Place {
        Place::first_in_sight(self.raw(), rows)
    }

    /// Whether something inside is not below what is in sight; it may be above.
    pub fn reaches_down_to(&self, row: &Self) -> bool {
        let bottom = |element: &Self| element.raw().get_bounding_client_rect().bottom();
        bottom(row) <= bottom(self)
    }

    pub fn restore(&self, place: &Place) {
        dom::restore(self.raw(), place);
    }

    pub fn watch_size(&self, on_resize: impl FnMut() + 'static) -> Option<ResizeWatch> {
        ResizeWatch::new(self.raw(), on_resize)
    }

    /// Little is left above what is in sight, and it was scrolled.
    pub fn is_near_start(&self) -> bool {
        let list = self.raw();
        list.scroll_top() < list.client_height() * NEAR
    }

    /// Little is left below.
    pub fn is_near_end(&self) -> bool {
        let list = self.raw();
        list.scroll_height() - list.scroll_top() - list.client_height() < list.client_height() * NEAR
    }

    /// Whether what fits the selector in this list is there, and above what is in sight.
    pub fn is_above(&self, selector: &str) -> bool {
        let edge = self.raw().get_bounding_client_rect().top();
        self.find(selector).is_some_and(|inside| inside.raw().get_bounding_client_rect().bottom() < edge)
    }

    /// Whether any of an element of this list can be seen.
    pub fn shows(&self, inside: &El) -> bool {
        let (list, inside) = (self.raw().get_bounding_client_rect(), inside.raw().get_bounding_client_rect());
        inside.bottom() > list.top() && inside.top() < list.bottom()
    }

    /// Scrolls this list so that an element of it stands a third down from its top.
    pub fn scroll_to(&self, inside: &El) {
        let list = self.raw();
        let offset = inside.raw().get_bounding_client_rect().top() - list.get_bounding_client_rect().top();
        let third = f64::from(list.client_height()) / 3.0;
        // Pixels on a screen fit an i32.
        list.set_scroll_top(list.scroll_top() + (offset - third).round() as i32);
    }
}
