//! Case numbers: made on a tablet without a network, unique without asking anybody, and without meaning.

use rand_core::CryptoRng;

/// Letters and digits that nobody confuses on paper or on the phone (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Seven of them: with a hundred thousand cases of one unit, two alike happen once in seven units.
const N_SYMBOLS: usize = 7;

/// Makes a case number such as `MD-7K4Q2X9`. `prefix` is the unit's (`unit.case_prefix`) and may be empty.
#[must_use]
pub fn case_number(prefix: &str, rng: &mut impl CryptoRng) -> String {
    let mut bytes = [0; N_SYMBOLS];
    rng.fill_bytes(&mut bytes);
    let symbols = bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32)));
    let symbols: String = symbols.map(|symbol| char::from(*symbol)).collect();
    if prefix.is_empty() { symbols } else { format!("{prefix}-{symbols}") }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;
    use crate::Value;

    #[test]
    fn a_case_number_depends_on_chance_alone_and_fits_its_field() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (one, other) = (case_number("MD", &mut rng), case_number("MD", &mut rng));
        assert_ne!(one, other);
        assert_eq!(one.len(), 10);
        let field = crate::DocumentKind::CaseFile.spec().field("case.number").unwrap().field;
        assert_eq!(field.parse(&one), Ok(Value::Line(one)));
        assert_eq!(case_number("", &mut rng).len(), 7);
    }
}
