//! Downloads: hands a file that was made on the device to the person, without any server.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Offers `content` as the file `name` of the media type `media_type`; answers whether the browser took it.
///
/// `name` is chosen by the app and never contains what a person typed (A10).
#[must_use]
pub(crate) fn offer(name: &str, media_type: &str, content: &str) -> bool {
    try_offer(name, media_type, content).is_some()
}

fn try_offer(name: &str, media_type: &str, content: &str) -> Option<()> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&JsValue::from_str(content));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let anchor: HtmlAnchorElement =
        web_sys::window()?.document()?.create_element("a").ok()?.dyn_into().ok()?;
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    Url::revoke_object_url(&address).ok()
}
