//! `boot/emoji.txt`, which the page loads when somebody first types an emoji's name: a line for each name, `SIGN name`.

#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;

const FILE: &str = include_str!("../boot/emoji.txt");

#[test]
fn every_line_is_a_sign_and_a_name_that_can_be_typed() {
    for line in FILE.lines() {
        let (sign, name) = line.split_once(' ').unwrap_or_default();
        let is_sign =
            !sign.is_empty() && !sign.chars().any(|part| part.is_ascii_alphabetic() || part.is_whitespace());
        let can_be_typed = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '_' | '+' | '-');
        assert!(is_sign && !name.is_empty() && name.chars().all(can_be_typed), "{line:?}");
    }
    assert!(FILE.ends_with('\n') && !FILE.contains('\r'));
}

#[test]
fn each_name_means_one_sign_and_no_sign_has_a_skin_tone() {
    let named: Vec<_> = FILE.lines().filter_map(|line| line.split_once(' ')).collect();
    let names: BTreeSet<_> = named.iter().map(|(_, name)| name).collect();
    let signs: BTreeSet<_> = named.iter().map(|(sign, _)| sign).collect();
    assert_eq!(names.len(), named.len());
    assert!((1_500..2_000).contains(&signs.len()), "{}", signs.len());
    assert!(!FILE.chars().any(|part| ('\u{1F3FB}'..='\u{1F3FF}').contains(&part)));
}

#[test]
fn what_people_know_from_elsewhere_is_there() {
    for line in ["😄 smile", "👍 +1", "👍 thumbsup", "❤️ heart", "🎉 tada", "🇨🇳 cn", "5️⃣ five"]
    {
        assert!(FILE.lines().any(|other| other == line), "{line}");
    }
}
