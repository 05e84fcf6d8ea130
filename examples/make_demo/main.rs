//! 生成演示数据：`cargo run --example make_demo [输出文件夹] [句料文件夹]`，每次结果逐字节相同。

mod generator;

use std::path::{Path, PathBuf};

use anyhow::Context as _;

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let out = args.next().unwrap_or_else(|| "datasets/demo".into());
    let material = args.next().unwrap_or_else(|| "datasets/generator".into());
    std::fs::create_dir_all(&out).with_context(|| format!("无法建立 {}", out.display()))?;
    for (name, bytes) in generator::generate(&material)? {
        write(&out.join(&name), &bytes)?;
        println!("{name}  {} 字节", bytes.len());
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir).with_context(|| format!("无法建立 {}", dir.display()))?;
    }
    std::fs::write(path, bytes).with_context(|| format!("无法写入 {}", path.display()))
}
