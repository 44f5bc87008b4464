//! What another device's camera reads off the screen.

use super::Browser;
use anyhow::{Context, Result};

impl Browser {
    /// Reads the QR code on the screen, as it is painted.
    ///
    /// # Errors
    /// If there is none, or it cannot be read.
    pub async fn reads_the_code(&self) -> Result<String> {
        let picture = self.appears(".QrCode").await?.screenshot_as_png().await?;
        let mut reader = png::Decoder::new(std::io::Cursor::new(picture)).read_info()?;
        let mut pixels = vec![0; reader.output_buffer_size().context("the picture is too large")?];
        let frame = reader.next_frame(&mut pixels)?;
        let samples = frame.color_type.samples();
        let (width, height) = (usize::try_from(frame.width)?, usize::try_from(frame.height)?);
        let grey = |x: usize, y: usize| pixels.get((y * width + x) * samples).copied().unwrap_or_default();
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
        let grids = image.detect_grids();
        let (_, text) = grids.first().context("no code on the screen")?.decode()?;
        Ok(text)
    }
}
