//! Names that a field of a form may not have.
//!
//! A form answers to the name of each of its fields: `<input name="submit">` hides the method `submit` of its form from
//! every script, core's included. So no field is called like a member of the form. Members of the document cannot be
//! hidden: only `img`, `form`, `iframe`, `embed` and `object` do that, and of those that are allowed none has a `name`;
//! ids, which answer on the window, carry the plugin's prefix.
//! Sources: <https://html.spec.whatwg.org/multipage/forms.html#the-form-element> (its named properties),
//! <https://dom.spec.whatwg.org/#interface-element>, <https://dom.spec.whatwg.org/#interface-node>, and the mixins that the
//! interfaces there include, as of 2026.

/// Members of a form that a name of small letters can hide, by name.
///
/// A name has small letters, digits, `-` and `_`, so members such as `parentNode` are out of reach and are not listed.
pub(crate) const SHADOWING: &[&str] = &[
    "action",
    "after",
    "animate",
    "append",
    "attributes",
    "autocapitalize",
    "autocomplete",
    "autocorrect",
    "autofocus",
    "before",
    "blur",
    "checked",
    "children",
    "class",
    "click",
    "closest",
    "constructor",
    "contains",
    "dataset",
    "dir",
    "draggable",
    "elements",
    "encoding",
    "enctype",
    "focus",
    "hidden",
    "id",
    "inert",
    "isindex",
    "item",
    "lang",
    "length",
    "matches",
    "method",
    "name",
    "nonce",
    "normalize",
    "parent",
    "part",
    "popover",
    "prefix",
    "prepend",
    "prototype",
    "rel",
    "remove",
    "reset",
    "role",
    "scroll",
    "slot",
    "spellcheck",
    "style",
    "submit",
    "target",
    "title",
    "translate",
];

/// Returns whether a field of this name would hide a member of its form.
pub(crate) fn shadows(name: &str) -> bool {
    SHADOWING.binary_search(&name).is_ok() || is_handler(name)
}

/// The events that a form has a handler for, by name, with spaces between them.
const EVENTS: &str = "\
    abort animationcancel animationend animationiteration animationstart auxclick beforeinput beforematch \
    beforetoggle beforexrselect blur cancel canplay canplaythrough change click close command \
    contentvisibilityautostatechange contextlost contextmenu contextrestored copy cuechange cut dblclick drag \
    dragend dragenter dragleave dragover dragstart drop durationchange emptied ended error focus formdata \
    fullscreenchange fullscreenerror gotpointercapture input invalid keydown keypress keyup load loadeddata \
    loadedmetadata loadstart lostpointercapture mousedown mouseenter mouseleave mousemove mouseout mouseover \
    mouseup mousewheel paste pause play playing pointercancel pointerdown pointerenter pointerleave pointermove \
    pointerout pointerover pointerrawupdate pointerup progress ratechange reset resize scroll scrollend \
    scrollsnapchange scrollsnapchanging search securitypolicyviolation seeked seeking select selectionchange \
    selectstart slotchange stalled submit suspend timeupdate toggle touchcancel touchend touchmove touchstart \
    transitioncancel transitionend transitionrun transitionstart volumechange waiting webkitanimationend \
    webkitanimationiteration webkitanimationstart webkitfullscreenchange webkitfullscreenerror \
    webkittransitionend wheel";

/// Event handlers are `on` and the event's name in one word; `on_hold` and `online_tickets` are not among them.
fn is_handler(name: &str) -> bool {
    name.strip_prefix("on").is_some_and(|event| EVENTS.split(' ').any(|each| each == event))
}

#[cfg(test)]
mod tests {
    use super::{SHADOWING, shadows};

    #[test]
    fn names_of_the_form_are_taken_and_names_of_the_field_are_free() {
        assert!(SHADOWING.is_sorted_by(|a, b| a < b));
        for taken in ["action", "submit", "length", "id", "name", "onsubmit", "onclick", "onwheel", "onabort"] {
            assert!(shadows(taken), "{taken}");
        }
        for free in ["venue", "online_tickets", "on_hold", "only", "body", "location", "plan-name", "once"] {
            assert!(!shadows(free), "{free}");
        }
    }
}
