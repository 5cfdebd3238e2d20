//! Randomness good enough for ids and secrets.

/// Fills the bytes from the browser's generator, which works without a secure context too.
pub fn fill(bytes: &mut [u8]) {
    let crypto = super::page::window().crypto().expect("every browser that runs WebAssembly has crypto");
    crypto.get_random_values_with_u8_array(bytes).expect("fewer than 65,536 bytes are asked for");
}
