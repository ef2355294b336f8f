//! Brings the many ways to write a name to one.
//!
//! Invariant: folding is idempotent and its result holds only `a-z`, `0-9` and single spaces between words. Names and
//! questions go through the same function, so a rule added here needs no second place.

/// Returns `text` in lower-case ASCII words: "Zürich" is "zurich", "Saint-Étienne" and "St. Etienne" are "st etienne".
///
/// Other scripts are transliterated ("Москва" is "moskva"), which is what further names of big cities contain.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        push_words(text.as_bytes(), &mut folded);
    } else {
        push_words(any_ascii::any_ascii(text).as_bytes(), &mut folded);
    }
    folded
}

fn push_words(bytes: &[u8], folded: &mut String) {
    let (mut word, mut is_first, mut letters_since_dot) = (String::new(), true, 0);
    for (position, byte) in bytes.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                word.push(char::from(byte.to_ascii_lowercase()));
                letters_since_dot += 1;
            }
            // Apostrophes join: "L'Aquila", "St John's".
            b'\'' | b'`' => {}
            b'.' if letters_since_dot == 1 && is_single_letter(bytes, position + 1) => letters_since_dot = 0,
            b'&' => {
                finish(&mut word, &mut is_first, folded);
                word.push_str("and");
                finish(&mut word, &mut is_first, folded);
                letters_since_dot = 0;
            }
            _ => {
                finish(&mut word, &mut is_first, folded);
                letters_since_dot = 0;
            }
        }
    }
    finish(&mut word, &mut is_first, folded);
    expand_direction(folded);
}

/// Says whether a lone letter stands at `position`, so that "D.C." becomes one word and "S.Burlington" two.
fn is_single_letter(bytes: &[u8], position: usize) -> bool {
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    is_letter(position) && !is_letter(position + 1)
}

fn finish(word: &mut String, is_first: &mut bool, folded: &mut String) {
    if word.is_empty() {
        return;
    }
    if !*is_first {
        folded.push(' ');
    }
    *is_first = false;
    folded.push_str(match word.as_str() {
        "saint" | "sankt" | "sint" => "st",
        "sainte" => "ste",
        "mount" => "mt",
        "fort" => "ft",
        other => other,
    });
    word.clear();
}

/// "S. Burlington" means South Burlington; a lone letter is spelt out only where a name follows it.
fn expand_direction(folded: &mut String) {
    let direction = match folded.as_bytes() {
        [b'n', b' ', ..] => "north",
        [b's', b' ', ..] => "south",
        [b'e', b' ', ..] => "east",
        [b'w', b' ', ..] => "west",
        _ => return,
    };
    folded.replace_range(..1, direction);
}
