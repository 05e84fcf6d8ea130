//! JSON Schemas of the rule files for editors, generated from the types; and the proof that
//! types, grammar and shipped files say the same. Tests only: the program carries no schema.

use std::{collections::BTreeSet, path::PathBuf};

use serde_json::{Map, Value};

use crate::{
    answering::AsksFile,
    asks_grammar::ASKS,
    document::DocumentFile,
    grammar::{DOCUMENTS, ENTITIES, Key, LETTER, PACK, SCORING, Takes},
    pack::{EntityFile, LetterFile, Pack, TextScoring},
};

/// Name, generated schema and grammar of each sort of file.
fn schemas() -> Vec<(&'static str, Value, &'static [Key])> {
    let plain = |schema: schemars::Schema| schema.to_value();
    vec![
        ("pack", plain(schemars::schema_for!(Pack)), PACK),
        ("letter", plain(schemars::schema_for!(LetterFile)), LETTER),
        ("entities", plain(schemars::schema_for!(EntityFile)), ENTITIES),
        ("asks", plain(schemars::schema_for!(AsksFile)), ASKS),
        ("documents", plain(schemars::schema_for!(DocumentFile)), DOCUMENTS),
        ("text-scoring", plain(schemars::schema_for!(TextScoring)), SCORING),
    ]
}

/// The table that a `Takes` opens, if any.
fn inner(takes: Takes) -> Option<&'static [Key]> {
    match takes {
        Takes::Table(keys) | Takes::Tables(keys) => Some(keys),
        Takes::Named(takes) => inner(*takes),
        _ => None,
    }
}

/// Follows `$ref`, `items`, `additionalProperties` and `anyOf` to the object behind a schema.
fn object<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let pointer = target.trim_start_matches('#');
        return object(root, root.pointer(pointer).unwrap());
    }
    let next = schema
        .get("items")
        .or_else(|| schema.get("additionalProperties").filter(|more| more.is_object()));
    match next {
        Some(next) if schema.get("properties").is_none() => object(root, next),
        _ => schema,
    }
}

fn properties(schema: &Value) -> BTreeSet<String> {
    let found = schema.get("properties").and_then(Value::as_object);
    found.into_iter().flat_map(Map::keys).cloned().collect()
}

fn compare(root: &Value, schema: &Value, keys: &[Key], place: &str) {
    let named: BTreeSet<String> = keys.iter().map(|key| key.name.to_owned()).collect();
    assert_eq!(properties(schema), named, "keys of {place}");
    let needed: BTreeSet<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for key in keys {
        let place = format!("{place}.{}", key.name);
        // The types may fill a missing key in; the grammar may not ask for less than they do.
        assert!(key.needed || !needed.contains(key.name), "{place} is required by the types");
        let property = &schema["properties"][key.name];
        if let Takes::OneOf(names) | Takes::SomeOf(names) = key.takes {
            let known: BTreeSet<String> = names.iter().map(ToString::to_string).collect();
            let typed = constants(root, property);
            // A frame's class is narrower than the type, which sentences share.
            let agree = typed == known || (key.name == "class" && known.is_subset(&typed));
            assert!(agree, "values of {place}: {typed:?} {known:?}");
        }
        if let Some(keys) = inner(key.takes) {
            compare(root, object(root, property), keys, &place);
        }
    }
}

/// All the words that a schema lets stand.
fn constants(root: &Value, schema: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    match schema {
        Value::Object(map) => {
            if let Some(target) = map.get("$ref").and_then(Value::as_str) {
                let target = root.pointer(target.trim_start_matches('#')).unwrap();
                found.extend(constants(root, target));
            }
            found.extend(map.get("const").and_then(Value::as_str).map(str::to_owned));
            let listed = map.get("enum").and_then(Value::as_array).into_iter().flatten();
            found.extend(listed.filter_map(Value::as_str).map(str::to_owned));
            let deeper = ["oneOf", "anyOf", "items"].iter().filter_map(|key| map.get(*key));
            deeper.for_each(|inner| found.extend(constants(root, inner)));
        }
        Value::Array(items) => {
            items.iter().for_each(|item| found.extend(constants(root, item)));
        }
        _ => {}
    }
    found
}

/// Puts the grammar's Chinese words where the types have English doc comments.
fn in_chinese(root: &mut Value, keys: &[Key]) {
    strip(root);
    describe(root, "", keys);
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.remove("description");
            map.remove("title");
            // `properties` maps names to schemas: its keys are no keywords.
            for (key, inner) in map.iter_mut() {
                match inner.as_object_mut().filter(|_| key == "properties") {
                    Some(named) => named.values_mut().for_each(strip),
                    None => strip(inner),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

fn describe(root: &mut Value, pointer: &str, keys: &[Key]) {
    for key in keys {
        let at = format!("{pointer}/properties/{}", key.name);
        if let Some(Value::Object(property)) = root.pointer_mut(&at) {
            property.insert("description".into(), key.says.into());
        }
        if let Some(keys) = inner(key.takes) {
            let target = resolved(root, &at);
            describe(root, &target, keys);
        }
    }
}

/// The pointer of the object behind a property.
fn resolved(root: &Value, pointer: &str) -> String {
    let schema = root.pointer(pointer).unwrap();
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        return resolved(root, target.trim_start_matches('#'));
    }
    let next = ["items", "additionalProperties"].into_iter().find(|key| {
        schema.get("properties").is_none() && schema.get(*key).is_some_and(Value::is_object)
    });
    next.map_or_else(|| pointer.to_owned(), |key| resolved(root, &format!("{pointer}/{key}")))
}

/// The same with sorted keys: their order must not hang on a feature of another crate.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let keys: BTreeSet<&String> = map.keys().collect();
            keys.into_iter().map(|key| (key.clone(), sorted(&map[key]))).collect()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The little of JSON Schema that these schemas use: `$ref`, `type`, `properties`,
/// `additionalProperties`, `required`, `items`, `prefixItems`, `enum`, `const`, `oneOf`, `anyOf`.
fn accepts(root: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let Some(map) = schema.as_object() else {
        return if schema == &Value::Bool(false) {
            Err(format!("{value} not allowed"))
        } else {
            Ok(())
        };
    };
    if let Some(target) = map.get("$ref").and_then(Value::as_str) {
        let target = root.pointer(target.trim_start_matches('#')).ok_or("dead reference")?;
        accepts(root, target, value)?;
    }
    for key in ["oneOf", "anyOf"] {
        let Some(choices) = map.get(key).and_then(Value::as_array) else { continue };
        if !choices.iter().any(|choice| accepts(root, choice, value).is_ok()) {
            return Err(format!("{value} fits no choice"));
        }
    }
    let types: Vec<&str> = match map.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(some)) => some.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let fits = |name: &&str| match *name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => value.is_null(),
    };
    if !types.is_empty() && !types.iter().any(fits) {
        return Err(format!("{value} is not {types:?}"));
    }
    let listed = map.get("enum").and_then(Value::as_array);
    if listed.is_some_and(|list| !list.contains(value))
        || map.get("const").is_some_and(|c| c != value)
    {
        return Err(format!("{value} is not on the list"));
    }
    for (key, inner) in value.as_object().into_iter().flatten() {
        let property = map.get("properties").and_then(|known| known.get(key));
        if let Some(schema) = property.or_else(|| map.get("additionalProperties")) {
            accepts(root, schema, inner).map_err(|reason| format!("{key}: {reason}"))?;
        }
    }
    for key in map.get("required").and_then(Value::as_array).into_iter().flatten() {
        if value.get(key.as_str().unwrap_or_default()).is_none() {
            return Err(format!("{key} is missing"));
        }
    }
    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
        let schema =
            map.get("prefixItems").and_then(|items| items.get(at)).or_else(|| map.get("items"));
        schema.map_or(Ok(()), |schema| accepts(root, schema, item))?;
    }
    Ok(())
}

#[test]
fn the_grammar_and_the_types_say_the_same() {
    for (name, schema, keys) in schemas() {
        compare(&schema, &schema, keys, name);
    }
}

#[test]
fn the_schemas_in_docs_are_current() {
    for (name, mut schema, keys) in schemas() {
        in_chinese(&mut schema, keys);
        let text = format!("{}\n", serde_json::to_string_pretty(&sorted(&schema)).unwrap());
        let path = repository().join(format!("docs/schema/{name}.schema.json"));
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == text,
            "{} is out of date: run the tests with UPDATE_DOCS=1",
            path.display()
        );
    }
}

#[test]
fn the_schemas_accept_every_shipped_file_and_no_misspelt_key() {
    let rules = repository().join("rules");
    let mut packs: Vec<_> = std::fs::read_dir(rules.join("packs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    packs.sort();
    assert!(packs.len() >= 6);
    for (name, schema, _) in schemas() {
        let files = match name {
            "pack" => packs.clone(),
            "text-scoring" => vec![rules.join("scoring/text.toml")],
            other => vec![rules.join(format!("{other}.toml"))],
        };
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            let value: Value = toml::from_str(&text).unwrap();
            accepts(&schema, &schema, &value).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            let mut wrong = value;
            wrong["misspelt"] = Value::Bool(true);
            assert!(accepts(&schema, &schema, &wrong).is_err());
        }
    }
}
