use std::io::Read;
fn main() {
    let j = jieba_rs::Jieba::new();
    let mut s = String::new();
    std::io::stdin().read_to_string(&mut s).unwrap();
    for l in s.lines() {
        let t: Vec<String> =
            j.tag(l, false).iter().map(|t| format!("{}/{}", t.word, t.tag)).collect();
        println!("{}", t.join(" "));
    }
}
