//! Measures foreign bytes before automerge reads them.
//!
//! Automerge inflates without limit (about 1,000 times) and unfolds run lengths without limit: a change of a hundred
//! bytes can claim 2^60 operations. So the chunk is walked here first, inflating at most [`INFLATED_MAX`] bytes and
//! adding up run lengths to at most [`ROWS_MAX`]; nothing is decoded, only measured.

use std::io::Read;

use flate2::bufread::DeflateDecoder;

/// Most bytes a change or saved document may inflate to.
pub(super) const INFLATED_MAX: usize = 16 << 20;
/// Most rows a column of a change or saved document may unfold to.
const ROWS_MAX: u64 = 4_000_000;
/// Most columns and actors automerge's format can honestly have.
const COLUMNS_MAX: u64 = 64;
const ACTORS_MAX: u64 = 100_000;

/// Where a chunk keeps its checksum.
pub(super) const CHECKSUM: std::ops::Range<usize> = 4..8;
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const DOCUMENT: u8 = 0;
const CHANGE: u8 = 1;
const DEFLATED_CHANGE: u8 = 2;
const HASH_BYTES: usize = 32;

/// Why bytes are not handed to automerge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BoundsError {
    /// Ends too early or says lengths that cannot be.
    #[error("malformed")]
    Malformed,
    /// Not the kind of chunk that belongs here.
    #[error("not the kind of chunk that belongs here")]
    WrongChunk,
    /// Inflates to more than a document may hold.
    #[error("inflates to too many bytes")]
    InflatesTooFar,
    /// Unfolds to more rows than a document may hold.
    #[error("unfolds to too many rows")]
    TooManyRows,
}

/// Passes exactly one change of honest size.
pub(super) fn check_change(bytes: &[u8]) -> Result<(), BoundsError> {
    let (chunk_type, body, rest) = split_chunk(bytes)?;
    if !rest.is_empty() {
        return Err(BoundsError::Malformed);
    }
    match chunk_type {
        CHANGE => check_change_body(body),
        DEFLATED_CHANGE => check_change_body(&inflate(body)?),
        _ => Err(BoundsError::WrongChunk),
    }
}

/// Passes exactly one saved document of honest size.
pub(super) fn check_saved(bytes: &[u8]) -> Result<(), BoundsError> {
    let (chunk_type, body, rest) = split_chunk(bytes)?;
    if chunk_type != DOCUMENT {
        return Err(BoundsError::WrongChunk);
    }
    if !rest.is_empty() {
        return Err(BoundsError::Malformed);
    }
    let mut input = Input(body);
    for _ in 0..input.count(ACTORS_MAX)? {
        input.prefixed()?;
    }
    let n_heads = input.count(ACTORS_MAX)?;
    input.take(n_heads * HASH_BYTES)?;
    let changes = input.columns()?;
    let operations = input.columns()?;
    check_columns(&mut input, &changes)?;
    check_columns(&mut input, &operations)
}

fn check_change_body(body: &[u8]) -> Result<(), BoundsError> {
    let mut input = Input(body);
    let n_deps = input.count(ACTORS_MAX)?;
    input.take(n_deps * HASH_BYTES)?;
    input.prefixed()?; // actor
    for _ in 0..3 {
        input.unsigned()?; // sequence, first operation, time: the last is signed but as long
    }
    input.prefixed()?; // message
    for _ in 0..input.count(ACTORS_MAX)? {
        input.prefixed()?;
    }
    let columns = input.columns()?;
    check_columns(&mut input, &columns)
}

/// One column's place and kind, as the table before the data says.
#[derive(Clone, Copy)]
struct Column {
    spec: u64,
    n_bytes: usize,
}

impl Column {
    const fn is_deflated(self) -> bool {
        self.spec & 0b1000 != 0
    }
}

fn check_columns(input: &mut Input<'_>, columns: &[Column]) -> Result<(), BoundsError> {
    let mut inflated_total = 0;
    for column in columns {
        let data = input.take(column.n_bytes)?;
        if column.is_deflated() {
            let inflated = inflate(data)?;
            inflated_total += inflated.len();
            check_rows(column.spec, &inflated)?;
        } else {
            check_rows(column.spec, data)?;
        }
        if INFLATED_MAX < inflated_total {
            return Err(BoundsError::InflatesTooFar);
        }
    }
    Ok(())
}

/// Adds up the run lengths of one column. The low three bits of its specification say how it is encoded.
fn check_rows(spec: u64, data: &[u8]) -> Result<(), BoundsError> {
    let skip: fn(&mut Input<'_>) -> Result<(), BoundsError> = match spec & 0b111 {
        4 => return check_boolean_rows(data),
        7 => return Ok(()), // raw bytes unfold to nothing
        5 => |input| input.prefixed().map(drop),
        _ => |input| input.unsigned().map(drop),
    };
    let mut input = Input(data);
    let mut n_rows = 0_u64;
    while !input.0.is_empty() {
        let run = input.signed()?;
        n_rows = n_rows.saturating_add(run.unsigned_abs());
        match run {
            0 => n_rows = n_rows.saturating_add(input.unsigned()?), // a run of nothing
            1.. => skip(&mut input)?,
            _ if run.unsigned_abs() <= ROWS_MAX => {
                for _ in 0..run.unsigned_abs() {
                    skip(&mut input)?;
                }
            }
            _ => (),
        }
        if ROWS_MAX < n_rows {
            return Err(BoundsError::TooManyRows);
        }
    }
    Ok(())
}

fn check_boolean_rows(data: &[u8]) -> Result<(), BoundsError> {
    let mut input = Input(data);
    let mut n_rows = 0_u64;
    while !input.0.is_empty() {
        n_rows = n_rows.saturating_add(input.unsigned()?);
        if ROWS_MAX < n_rows {
            return Err(BoundsError::TooManyRows);
        }
    }
    Ok(())
}

fn inflate(data: &[u8]) -> Result<Vec<u8>, BoundsError> {
    let limit = u64::try_from(INFLATED_MAX).unwrap_or(u64::MAX);
    let mut inflated = Vec::new();
    DeflateDecoder::new(data)
        .take(limit + 1)
        .read_to_end(&mut inflated)
        .map_err(|_| BoundsError::Malformed)?;
    if INFLATED_MAX < inflated.len() { Err(BoundsError::InflatesTooFar) } else { Ok(inflated) }
}

fn split_chunk(bytes: &[u8]) -> Result<(u8, &[u8], &[u8]), BoundsError> {
    let mut input = Input(bytes);
    if input.take(MAGIC.len())? != MAGIC {
        return Err(BoundsError::Malformed);
    }
    input.take(CHECKSUM.len())?;
    let chunk_type = input.byte()?;
    let n_bytes = usize::try_from(input.unsigned()?).map_err(|_| BoundsError::Malformed)?;
    let body = input.take(n_bytes)?;
    Ok((chunk_type, body, input.0))
}

/// What is left to measure.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, n_bytes: usize) -> Result<&'a [u8], BoundsError> {
        let (taken, rest) = self.0.split_at_checked(n_bytes).ok_or(BoundsError::Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, BoundsError> {
        let (byte, rest) = self.0.split_first().ok_or(BoundsError::Malformed)?;
        self.0 = rest;
        Ok(*byte)
    }

    /// A number in base 128, least significant digits first.
    fn unsigned(&mut self) -> Result<u64, BoundsError> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(BoundsError::Malformed)
    }

    fn signed(&mut self) -> Result<i64, BoundsError> {
        let mut number = 0_i64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let is_negative = byte & 0x40 != 0 && shift < 57;
                return Ok(if is_negative { number | (-1 << (shift + 7)) } else { number });
            }
        }
        Err(BoundsError::Malformed)
    }

    fn count(&mut self, max: u64) -> Result<usize, BoundsError> {
        let count = self.unsigned()?;
        if max < count {
            return Err(BoundsError::Malformed);
        }
        usize::try_from(count).map_err(|_| BoundsError::Malformed)
    }

    fn prefixed(&mut self) -> Result<&'a [u8], BoundsError> {
        let n_bytes = usize::try_from(self.unsigned()?).map_err(|_| BoundsError::Malformed)?;
        self.take(n_bytes)
    }

    fn columns(&mut self) -> Result<Vec<Column>, BoundsError> {
        let n_columns = self.count(COLUMNS_MAX)?;
        (0..n_columns)
            .map(|_| {
                let spec = self.unsigned()?;
                let n_bytes = usize::try_from(self.unsigned()?).map_err(|_| BoundsError::Malformed)?;
                Ok(Column { spec, n_bytes })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
