//! Compresses every file once, at build time, as hard as it goes, and says what the app weighs.

use std::io::Write as _;
use std::path::Path;
use std::thread;

use anyhow::{Context, Result, anyhow};
use brotli::enc::backward_references::BrotliEncoderMode;

use crate::program::Mode;
use crate::site::Asset;

/// Brotli window of 4 MiB: larger than any file of the app.
const WINDOW_BITS: i32 = 22;
/// Brotli looks at 64 KiB at a time when it decides how to go on: WebAssembly changes its nature often.
const BLOCK_BITS: i32 = 16;

/// A file of `dist/` with its compressed forms; none where compressing does not pay.
pub(crate) struct File {
    asset: Asset,
    brotli: Option<Vec<u8>>,
    gzip: Option<Vec<u8>>,
}

/// Compresses all files, on as many threads as there are cores.
///
/// # Errors
/// If one of the threads dies.
pub(crate) fn all(assets: Vec<Asset>, mode: Mode) -> Result<Vec<File>> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut lanes: Vec<Vec<Asset>> = (0..cores).map(|_| Vec::new()).collect();
    for asset in largest_first(assets) {
        if let Some(lane) = lanes.iter_mut().min_by_key(|lane| weight(lane)) {
            lane.push(asset);
        }
    }
    let mut files = thread::scope(|scope| {
        let running: Vec<_> = lanes
            .into_iter()
            .map(|lane| scope.spawn(move || lane.into_iter().map(|asset| compressed(asset, mode)).collect()))
            .collect();
        running.into_iter().try_fold(Vec::new(), |mut files, lane| {
            let done: Vec<File> = lane.join().map_err(|_| anyhow!("compressing stopped in the middle"))?;
            files.extend(done);
            Ok::<_, anyhow::Error>(files)
        })
    })?;
    files.sort_by(|a, b| a.asset.path.cmp(&b.asset.path));
    Ok(files)
}

fn largest_first(mut assets: Vec<Asset>) -> Vec<Asset> {
    assets.sort_by_key(|asset| std::cmp::Reverse(asset.bytes.len()));
    assets
}

fn weight(lane: &[Asset]) -> usize {
    lane.iter().map(|asset| asset.bytes.len()).sum()
}

fn compressed(asset: Asset, mode: Mode) -> File {
    let packed_already = [".woff2", ".png"].iter().any(|end| asset.path.ends_with(end));
    if mode == Mode::Dev || packed_already {
        return File { asset, brotli: None, gzip: None };
    }
    let smaller = |packed: Vec<u8>| (packed.len() < asset.bytes.len()).then_some(packed);
    // Which of brotli's two ways to write distances fits is decided by trying: it differs between the two programs.
    let modes = [BrotliEncoderMode::BROTLI_MODE_GENERIC, BrotliEncoderMode::BROTLI_MODE_FONT];
    let packed = modes.into_iter().filter_map(|mode| brotli_of(&asset.bytes, mode).ok());
    let brotli = packed.min_by_key(Vec::len).and_then(smaller);
    let gzip = gzip_of(&asset.bytes).ok().and_then(smaller);
    File { asset, brotli, gzip }
}

fn brotli_of(bytes: &[u8], mode: BrotliEncoderMode) -> std::io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        mode,
        quality: 11,
        lgblock: BLOCK_BITS,
        lgwin: WINDOW_BITS,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters)?;
    Ok(packed)
}

fn gzip_of(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::GzBuilder::new().write(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Writes `dist/` anew.
///
/// # Errors
/// If the folder cannot be replaced.
pub(crate) fn write(files: &[File], dist: &Path) -> Result<()> {
    if dist.exists() {
        std::fs::remove_dir_all(dist).with_context(|| format!("cannot replace {}", dist.display()))?;
    }
    for file in files {
        let path = dist.join(&file.asset.path);
        let folder = path.parent().context("every file lies in a folder")?;
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let forms =
            [(Some(&file.asset.bytes), ""), (file.brotli.as_ref(), ".br"), (file.gzip.as_ref(), ".gz")];
        for (bytes, suffix) in forms.into_iter().filter_map(|(bytes, suffix)| Some((bytes?, suffix))) {
            let name = format!("{}{suffix}", path.display());
            std::fs::write(&name, bytes).with_context(|| format!("cannot write {name}"))?;
        }
    }
    Ok(())
}

/// What each file weighs on the wire, and all of them together without the licences, which only a reader fetches.
pub(crate) fn report(files: &[File]) -> Vec<String> {
    let on_the_wire = |file: &File| file.brotli.as_ref().map_or(file.asset.bytes.len(), Vec::len);
    let line = |name: &str, raw: usize, wire: usize| format!("{raw:>10} {wire:>10}  {name}");
    let mut lines = vec![format!("{:>10} {:>10}  file", "bytes", "brotli")];
    lines.extend(files.iter().map(|file| line(&file.asset.path, file.asset.bytes.len(), on_the_wire(file))));
    let app = || files.iter().filter(|file| !file.asset.path.starts_with("licenses/"));
    let raw = app().map(|file| file.asset.bytes.len()).sum();
    lines.push(line("all, licences aside", raw, app().map(on_the_wire).sum()));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_gets_smaller_forms_and_pictures_do_not() {
        let text = Asset { path: "a.txt".into(), bytes: vec![b'a'; 1000] };
        let picture = Asset { path: "a.png".into(), bytes: vec![b'a'; 1000] };
        let files = all(vec![text, picture], Mode::Shipped).unwrap();
        assert!(files[0].brotli.is_none() && files[0].gzip.is_none());
        assert!(files[1].brotli.as_ref().is_some_and(|packed| packed.len() < 50));
        assert!(files[1].gzip.is_some());
    }

    #[test]
    fn licences_do_not_count_as_weight_of_the_app() {
        let file = |path: &str| File {
            asset: Asset { path: path.into(), bytes: vec![0; 7] },
            brotli: None,
            gzip: None,
        };
        let lines = report(&[file("index.html"), file("licenses/a.txt")]);
        assert!(lines.last().unwrap().trim_start().starts_with("7 "), "{lines:?}");
    }
}
