//! The data of the page: lines and the first texts as JSON, further texts deflated.
//!
//! A page with few replies is plain text throughout. Beyond that plain JSON would take too many
//! bytes: 5,000 letters of a page each are 15 MB of it and 3 MB deflated. Deflated texts are
//! read by `DecompressionStream`, which Chromium has since version 80.

use base64::{Engine, engine::general_purpose::STANDARD};
use miniz_oxide::deflate::compress_to_vec_zlib;
use serde::Serialize;

use super::{
    page::RuleInfo,
    shown::{ListedReply, ReplyDetail},
};

/// Bytes of plain JSON; beyond it texts are deflated.
const PLAIN_BYTES: usize = 3_200_000;

/// Bytes of deflated texts in base64. With the plain ones and the rest of the page that stays
/// below 8 MB.
const DEFLATED_BYTES: usize = 3_400_000;

/// The usual trade of time for size.
const LEVEL: u8 = 6;

/// What the script of the page reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Packed {
    /// JSON that may stand inside a script element.
    pub(super) plain: String,
    /// Base64 of a deflated (zlib) JSON array of `[place in the list, detail]`, or empty.
    pub(super) deflated: String,
    /// Replies with their text.
    pub(super) with_text: usize,
}

#[derive(Serialize)]
struct Data<'a> {
    rules: &'a [RuleInfo],
    texts: &'a [String],
    replies: Vec<Line<'a>>,
}

/// A line with the detail that stands beside it.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    reply: &'a ListedReply,
    #[serde(rename = "d", skip_serializing_if = "Option::is_none")]
    detail: Option<&'a ReplyDetail>,
}

/// Packs the replies in their order; texts at the end that the page has no room for are left
/// out. The same replies give the same bytes on every machine.
pub(super) fn packed((rules, texts): (&[RuleInfo], &[String]), replies: &[ListedReply]) -> Packed {
    packed_into((rules, texts), replies, (PLAIN_BYTES, DEFLATED_BYTES))
}

fn packed_into(
    (rules, texts): (&[RuleInfo], &[String]),
    replies: &[ListedReply],
    (plain_bytes, deflated_bytes): (usize, usize),
) -> Packed {
    let mut used = length(&texts) + length(&rules) + length(&replies);
    let mut plain = Vec::new();
    let mut rest = Vec::new();
    for (at, reply) in replies.iter().enumerate() {
        let Some(detail) = &reply.detail else { continue };
        used += length(detail);
        if used <= plain_bytes { plain.push(at) } else { rest.push((at, detail)) }
    }
    let lines = replies.iter().enumerate().map(|(at, reply)| Line {
        reply,
        detail: reply.detail.as_ref().filter(|_| plain.binary_search(&at).is_ok()),
    });
    let data = Data { rules, texts, replies: lines.collect() };
    let (deflated, more) = deflated(&rest, deflated_bytes);
    Packed { plain: script_json(&data), deflated, with_text: plain.len() + more }
}

/// As many of the first texts as fit, and how many these are.
fn deflated(rest: &[(usize, &ReplyDetail)], most: usize) -> (String, usize) {
    let mut count = rest.len();
    while count > 0 {
        let json = serde_json::to_vec(&rest[..count]).unwrap_or_default();
        let text = STANDARD.encode(compress_to_vec_zlib(&json, LEVEL));
        if text.len() <= most {
            return (text, count);
        }
        // A little less than the share that would fit, so that few turns are needed.
        count = (count - 1).min(count * most / text.len() * 19 / 20);
    }
    (String::new(), 0)
}

fn length(value: &impl Serialize) -> usize {
    serde_json::to_string(value).map_or(0, |json| json.len())
}

/// JSON that may stand inside a script element.
fn script_json(data: &impl Serialize) -> String {
    let json = serde_json::to_string(data).unwrap_or_else(|_| "null".to_string());
    let json = json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use miniz_oxide::inflate::decompress_to_vec_zlib;
    use serde_json::Value;

    use super::*;
    use crate::report::{
        html::{listed_reply, reply_detail},
        sample,
    };

    fn replies(count: u32) -> Vec<ListedReply> {
        let detail = |n| Some(reply_detail(&sample::judged(n)));
        (1..=count)
            .map(|n| ListedReply { detail: detail(n), ..listed_reply(&sample::reply(n)) })
            .collect()
    }

    fn inflated(packed: &Packed) -> Vec<Value> {
        let bytes = STANDARD.decode(&packed.deflated).unwrap();
        serde_json::from_slice(&decompress_to_vec_zlib(&bytes).unwrap()).unwrap()
    }

    #[test]
    fn a_small_page_is_plain_text() {
        let packed = packed((&[], &[]), &replies(20));
        assert_eq!((packed.with_text, packed.deflated.as_str()), (20, ""));
        let data: Value = serde_json::from_str(&packed.plain).unwrap();
        assert!(data["replies"].as_array().unwrap().iter().all(|one| one["d"]["t"].is_array()));
    }

    #[test]
    fn what_is_not_plain_is_deflated_and_no_text_is_lost() {
        let replies = replies(400);
        let lines = length(
            &replies
                .iter()
                .map(|one| ListedReply { detail: None, ..one.clone() })
                .collect::<Vec<_>>(),
        );
        let packed = packed_into((&[], &[]), &replies, (lines + 10_000, 1_000_000));
        assert_eq!(packed.with_text, 400);
        let data: Value = serde_json::from_str(&packed.plain).unwrap();
        let mut found: Vec<Value> =
            data["replies"].as_array().unwrap().iter().map(|one| one["d"].clone()).collect();
        let plain = found.iter().filter(|detail| !detail.is_null()).count();
        assert!(plain > 10 && plain < 200, "{plain}");
        for one in inflated(&packed) {
            let place = one[0].as_u64().unwrap() as usize;
            assert!(found[place].is_null(), "no text stands there twice");
            found[place] = one[1].clone();
        }
        for (detail, reply) in found.iter().zip(&replies) {
            assert_eq!(*detail, serde_json::to_value(reply.detail.as_ref().unwrap()).unwrap());
        }
    }

    #[test]
    fn texts_without_room_are_left_out_and_not_counted() {
        let replies = replies(300);
        let packed = packed_into((&[], &[]), &replies, (0, 1_500));
        assert!(packed.deflated.len() <= 1_500 && packed.with_text > 0);
        assert_eq!(inflated(&packed).len(), packed.with_text);
        assert!(packed.with_text < 300);
        assert_eq!(packed_into((&[], &[]), &replies, (0, 10)).with_text, 0);
    }
}
