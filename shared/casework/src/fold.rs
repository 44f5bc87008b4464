//! Makes spellings of names comparable: two foldings, both pure functions of a word.
//!
//! [`fold`] keeps the script and drops what people leave out when they type: case, diacritics, umlauts either way,
//! dots of the Turkish i, vowel marks, letters that only differ between Arabic and Persian keyboards.
//! [`skeleton`] goes across scripts: it keeps the consonants by sound, so that a name written in Cyrillic, Arabic or
//! any transliteration of them meets. It is meant for finding, never for showing; display is untouched.

use unicode_normalization::char::is_combining_mark;

use crate::canonical::nfd;

/// Splits a text into words of letters and digits.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| {
        !(character.is_alphanumeric()
            || is_combining_mark(character)
            || matches!(character, '\u{640}' | '\u{200c}' | '\u{200d}'))
    })
    .filter(|word| !word.is_empty())
}

/// Folds one word within its script.
#[must_use]
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    let bare = nfd(word).into_iter().filter(|character| !is_dropped(*character));
    for character in bare.flat_map(lower) {
        match equal_letters(character) {
            Some(letters) => letters.chars().for_each(|letter| push(&mut folded, letter)),
            None => push(&mut folded, character),
        }
    }
    folded
}

/// Umlauts are folded both ways by dropping the e of ae, oe and ue: Müller, Mueller and Muller are one.
fn push(folded: &mut String, letter: char) {
    if letter != 'e' || !folded.ends_with(['a', 'o', 'u']) {
        folded.push(letter);
    }
}

/// Lower case for search. Both Turkish letters i, and their capitals, count as one; so never for display.
fn lower(character: char) -> impl Iterator<Item = char> {
    let character = if matches!(character, 'I' | 'ı' | 'İ') { 'i' } else { character };
    character.to_lowercase().filter(|character| !is_dropped(*character))
}

/// Diacritics and marks that are often left out, joiners, and the letter that only stretches Arabic words.
fn is_dropped(character: char) -> bool {
    is_combining_mark(character)
        || matches!(character, '\u{640}' | '\u{200c}' | '\u{200d}' | '\'' | '’' | 'ʼ')
}

/// Letters that stand for others without being decomposable.
const fn equal_letters(character: char) -> Option<&'static str> {
    Some(match character {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ŋ' => "n",
        'ə' => "a",
        'ى' | 'ی' | 'ې' => "ي",
        'ک' => "ك",
        'ة' | 'ە' | 'ۀ' => "ه",
        'ٱ' => "ا",
        _ => return None,
    })
}

/// The ways a word sounds, across scripts: consonants by class behind a mark for a vowel in front. Most words have
/// one; an Arabic word has another without its article.
#[must_use]
pub fn skeletons(word: &str) -> Vec<String> {
    let folded = fold(word);
    let mut sounds = vec![skeleton(&folded)];
    if let Some(bare) = folded.strip_prefix("ال").filter(|bare| 2 < bare.chars().count()) {
        sounds.push(skeleton(bare));
    }
    if folded.contains('г') {
        sounds.push(skeleton(&folded.replace('г', "х")));
    }
    sounds.dedup();
    sounds
}

fn skeleton(folded: &str) -> String {
    let mut bones = String::with_capacity(folded.len());
    let mut rest = folded;
    while let Some(first) = rest.chars().next() {
        let (n_bytes, sound) = sound_at(rest, first);
        rest = rest.get(n_bytes..).unwrap_or("");
        for bone in sound.chars() {
            let is_vowel = bone == 'a';
            if !bones.ends_with(bone) && (!is_vowel || bones.is_empty()) {
                bones.push(bone);
            }
        }
    }
    bones
}

/// Spellings of one sound in Latin letters, the longest first. `h` stands for all of ch, kh and tsch: transliterations
/// do not agree on them.
const LATIN: [(&str, &str); 20] = [
    ("dsch", "g"),
    ("tsch", "h"),
    ("sch", "s"),
    ("tch", "h"),
    ("dzh", "g"),
    ("sh", "s"),
    ("sz", "s"),
    ("zh", "s"),
    ("cz", "h"),
    ("ch", "h"),
    ("kh", "h"),
    ("gh", "g"),
    ("th", "t"),
    ("dh", "d"),
    ("ph", "f"),
    ("dj", "g"),
    ("ck", "k"),
    ("qu", "k"),
    ("ts", "s"),
    ("tz", "s"),
];

fn sound_at(rest: &str, first: char) -> (usize, &'static str) {
    let spelled = LATIN.iter().find(|(spelling, _)| rest.starts_with(spelling));
    spelled.map_or_else(|| (first.len_utf8(), sound_of(first)), |(spelling, sound)| (spelling.len(), sound))
}

/// The class of one letter; vowels are `a`, silent letters nothing.
const fn sound_of(letter: char) -> &'static str {
    match letter {
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'j' => "a",
        'а' | 'е' | 'ё' | 'є' | 'и' | 'і' | 'ї' | 'й' | 'о' | 'у' | 'ў' | 'ы' | 'э' | 'ю' | 'я' => {
            "a"
        }
        'ا' | 'أ' | 'إ' | 'آ' | 'ي' | 'و' | 'ع' | 'ئ' | 'ؤ' => "a",
        'b' | 'б' | 'ب' => "b",
        'p' | 'п' | 'پ' => "p",
        'v' | 'w' | 'в' => "v",
        'f' | 'ф' | 'ف' => "f",
        'd' | 'д' | 'د' | 'ذ' | 'ض' => "d",
        't' | 'т' | 'ت' | 'ث' | 'ط' => "t",
        's' | 'z' | 'с' | 'з' | 'ж' | 'ш' | 'ц' | 'س' | 'ص' | 'ش' | 'ز' | 'ژ' | 'ظ' => "s",
        'щ' => "s",
        'g' | 'г' | 'ґ' | 'ج' | 'غ' | 'گ' => "g",
        'k' | 'c' | 'q' | 'к' | 'ق' | 'ك' => "k",
        'x' => "ks",
        'h' | 'х' | 'ч' | 'ح' | 'خ' | 'ه' | 'چ' => "h",
        'l' | 'л' | 'ل' => "l",
        'm' | 'м' | 'م' => "m",
        'n' | 'н' | 'ن' => "n",
        'r' | 'р' | 'ر' => "r",
        _ => "",
    }
}

/// What a list is sorted by (DIN 5007-1: umlauts as their vowels, ß as ss), for any script.
#[must_use]
pub fn sort_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for character in nfd(name).into_iter().filter(|character| !is_dropped(*character)).flat_map(lower) {
        match equal_letters(character) {
            Some(letters) => key.push_str(letters),
            None => key.push(character),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(spellings: &[&str]) {
        let folded: Vec<_> = spellings.iter().map(|spelling| fold(spelling)).collect();
        assert!(folded.windows(2).all(|pair| pair[0] == pair[1]), "{folded:?}");
    }

    fn check_sound(spellings: &[&str]) {
        let first = skeletons(spellings[0]);
        for spelling in spellings {
            assert!(skeletons(spelling).iter().any(|sound| first.contains(sound)), "{spelling}: {first:?}");
        }
    }

    #[test]
    fn umlauts_and_sharp_s_fold_both_ways() {
        check(&["Müller", "MUELLER", "Muller", "Mu\u{308}ller"]);
        check(&["Weiß", "WEISS", "weiss"]);
        check(&["Łukasz", "lukasz"]);
    }

    #[test]
    fn the_turkish_letters_i_are_one_for_search() {
        check(&["Işıl", "ISIL", "IŞIL", "İsil", "isil"]);
    }

    #[test]
    fn arabic_and_persian_keyboards_write_one_word() {
        check(&["علي", "علی", "عَلِيّ"]);
        check(&["كريم", "کریم"]);
    }

    #[test]
    fn names_meet_across_scripts() {
        check_sound(&["أحمد", "Ahmed", "Achmad", "Ahmad"]);
        check_sound(&["المثال", "mithal"]);
        check_sound(&["Прикладенко", "Prykladenko", "Prikladenko"]);
        check_sound(&["Григорій", "Hryhorij"]);
        check_sound(&["Олена", "Елена", "Yelena", "Olena"]);
    }

    #[test]
    fn a_beginning_folds_to_a_beginning() {
        for name in ["Manuela Mueller", "Nguyễn Thị Ví Dụ", "Weißgerber", "Işıl Örnek", "Прикладенко"]
        {
            for word in words(name) {
                let whole = fold(word);
                for (at, _) in word.char_indices() {
                    let start = fold(&word[..at]);
                    assert!(whole.starts_with(&start), "{start} of {whole}");
                }
            }
        }
    }
}
