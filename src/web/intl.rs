//! Times and dates as this browser's user writes them, by `Intl`. Knows no language itself.

use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The last millisecond that a JavaScript date can name.
const LAST_DATE: f64 = 8.64e15;
const DAY_MS: f64 = 86_400_000.0;

/// The number of this moment's day in the user's time zone; consecutive days have consecutive numbers.
pub fn local_day(ms: u64) -> i64 {
    let date = date(ms);
    ((date.get_time() - date.get_timezone_offset() * 60_000.0) / DAY_MS).floor() as i64
}

/// Local date and time as `2026-11-21 10:00`, for files.
pub fn plain(ms: u64) -> String {
    let date = date(ms);
    let local = self::date((date.get_time() - date.get_timezone_offset() * 60_000.0).max(0.0) as u64);
    let text: String = local.to_iso_string().into();
    text.get(..16).unwrap_or(&text).replace('T', " ")
}

/// For `<time datetime>`.
pub fn iso(ms: u64) -> String {
    date(ms).to_iso_string().into()
}

/// The languages that the user prefers, as BCP 47 tags, the dearest first.
pub fn languages() -> Vec<String> {
    super::page::window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect()
}

/// Which clock people read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hours {
    /// As the locale has it.
    #[default]
    Locale,
    Twelve,
    TwentyFour,
}

/// Writes moments as the locale of the page's language has it.
#[derive(Debug)]
pub struct Clock {
    time: Option<Function>,
    full: Option<Function>,
    day: Option<Function>,
    month: Option<Function>,
    seconds: Option<Function>,
}

impl Clock {
    /// `locale` is a BCP 47 tag, in the language of the words around it (`i18n::choose` finds it); `None`, or one
    /// that the browser refuses, means the user's own.
    pub fn new(locale: Option<&str>) -> Self {
        Self::with(locale, Hours::Locale)
    }

    /// The same with a clock of one's own choice.
    pub fn with(locale: Option<&str>, hours: Hours) -> Self {
        let cycle: &[(&str, &str)] = match hours {
            Hours::Locale => &[],
            Hours::Twelve => &[("hourCycle", "h12")],
            Hours::TwentyFour => &[("hourCycle", "h23")],
        };
        let timed = |options: &[(&str, &str)]| format(locale, &[options, cycle].concat());
        Self {
            time: timed(&[("hour", "numeric"), ("minute", "2-digit")]),
            full: timed(&[("dateStyle", "full"), ("timeStyle", "medium")]),
            day: format(locale, &[("dateStyle", "full")]),
            month: format(locale, &[("month", "short"), ("day", "numeric")]),
            seconds: timed(&[("timeStyle", "medium")]),
        }
    }

    /// The time of day to the second.
    pub fn seconds(&self, ms: u64) -> String {
        write(self.seconds.as_ref(), ms)
    }

    /// The time of today, the day of any other.
    pub fn short(&self, ms: u64, now: u64) -> String {
        if local_day(ms) == local_day(now) { self.time(ms) } else { write(self.month.as_ref(), ms) }
    }

    /// Hours and minutes, 12 or 24 as the locale has it.
    pub fn time(&self, ms: u64) -> String {
        write(self.time.as_ref(), ms)
    }

    /// Date and time to the second.
    pub fn full(&self, ms: u64) -> String {
        write(self.full.as_ref(), ms)
    }

    /// The date alone.
    pub fn day(&self, ms: u64) -> String {
        write(self.day.as_ref(), ms)
    }
}

fn date(ms: u64) -> Date {
    Date::new(&JsValue::from_f64((ms as f64).min(LAST_DATE)))
}

/// The bound `format` function of an `Intl.DateTimeFormat`. Made by reflection, since the constructor throws on
/// a locale that is no locale, and js-sys would pass that on as a crash.
fn format(locale: Option<&str>, options: &[(&str, &str)]) -> Option<Function> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let constructor: Function = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?.dyn_into().ok()?;
    let wanted = Object::new();
    for (name, value) in options {
        Reflect::set(&wanted, &(*name).into(), &(*value).into()).ok()?;
    }
    let construct = |locale: JsValue| Reflect::construct(&constructor, &Array::of2(&locale, &wanted));
    let made = match locale {
        Some(tag) => construct(tag.into()).or_else(|_| construct(JsValue::UNDEFINED)),
        None => construct(JsValue::UNDEFINED),
    };
    Reflect::get(&made.ok()?, &"format".into()).ok()?.dyn_into().ok()
}

/// A browser without `Intl` still tells the time, in its own way.
fn write(format: Option<&Function>, ms: u64) -> String {
    let date = date(ms);
    format
        .and_then(|format| format.call1(&JsValue::UNDEFINED, &date).ok())
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| date.to_iso_string().into())
}
