//! The charts as PNG, drawn with a Chinese font of the machine.
//!
//! Fonts differ between machines and so do these files: they alone are outside the promise
//! that the same input gives the same bytes.

use std::{fs, path::Path, sync::Arc};

use anyhow::Context;
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{
        Options, Tree,
        fontdb::{Database, Family, Query},
    },
};

/// Fonts with Chinese characters, as their files name them: Windows, Linux, macOS; the first
/// that the machine has is used for all texts.
const FONTS: [&str; 18] = [
    "Microsoft YaHei",
    "DengXian",
    "SimHei",
    "SimSun",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "AR PL UMing CN",
    "Droid Sans Fallback",
    "Arial Unicode MS",
];

/// Pixels for a unit of the viewBox: 1600 wide, enough for a printed page.
const ZOOM: f32 = 2.0;

/// Why there are no PNG files.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// No font of the machine has Chinese characters.
    #[error(
        "用不了 --png：本机没有找到中文字体（找过微软雅黑、等线、黑体、宋体、思源黑体、文泉驿等）。\
         请安装其中一种再运行；或去掉 --png，SVG 图和网页不需要字体文件"
    )]
    NoFont,
    /// Our own SVG was not understood.
    #[error("图表 {0} 转不成 PNG：{1}；请去掉 --png 再运行，并把本条信息反馈给开发者")]
    Chart(String, String),
}

/// Draws SVG charts with one font.
#[derive(Debug)]
pub struct Painter {
    family: &'static str,
    options: Options<'static>,
}

impl Painter {
    /// Looks for a font.
    ///
    /// # Errors
    /// When the machine has none with Chinese characters.
    pub fn new() -> Result<Self, PngError> {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        Self::with(fonts)
    }

    fn with(fonts: Database) -> Result<Self, PngError> {
        let has = |family: &&&str| {
            let families = &[Family::Name(family)];
            fonts.query(&Query { families, ..Query::default() }).is_some()
        };
        let family = FONTS.iter().find(has).copied().ok_or(PngError::NoFont)?;
        let options = Options {
            font_family: family.to_owned(),
            fontdb: Arc::new(fonts),
            ..Options::default()
        };
        Ok(Self { family, options })
    }

    /// Name of the font.
    #[must_use]
    pub fn family(&self) -> &'static str {
        self.family
    }

    /// Writes ID.png beside each ID.svg of `folder`.
    ///
    /// # Errors
    /// The first chart that cannot be read, drawn or written.
    pub fn paint_all(&self, folder: &Path) -> anyhow::Result<()> {
        let listed =
            fs::read_dir(folder).with_context(|| format!("读不了 {}", folder.display()))?;
        for entry in listed {
            let path = entry?.path();
            if path.extension().is_none_or(|ending| ending != "svg") {
                continue;
            }
            let svg =
                fs::read_to_string(&path).with_context(|| format!("读不了 {}", path.display()))?;
            let png = self.paint(&svg).map_err(|cause| {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                PngError::Chart(name, cause)
            })?;
            let target = path.with_extension("png");
            fs::write(&target, png).with_context(|| {
                format!("「{}」写不进去，请检查磁盘空间和文件夹权限", target.display())
            })?;
        }
        Ok(())
    }

    /// The bytes of the PNG, or what is wrong with the SVG.
    fn paint(&self, svg: &str) -> Result<Vec<u8>, String> {
        // The list of the SVG would be searched again for every text, and could end in a font
        // without Chinese characters.
        let own = super::charts::font_attribute();
        let svg = svg.replacen(&own, &format!("font-family=\"{}\"", self.family), 1);
        let tree = Tree::from_str(&svg, &self.options).map_err(|error| error.to_string())?;
        let size = tree.size().to_int_size().scale_by(ZOOM).ok_or("尺寸为零")?;
        let mut picture = Pixmap::new(size.width(), size.height()).ok_or("尺寸过大")?;
        resvg::render(&tree, Transform::from_scale(ZOOM, ZOOM), &mut picture.as_mut());
        picture.encode_png().map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_font_the_message_says_what_to_do() {
        let error = Painter::with(Database::new()).unwrap_err();
        let message = error.to_string();
        assert!(
            message.contains("没有找到中文字体") && message.contains("去掉 --png"),
            "{message}"
        );
    }

    /// On a machine without a Chinese font there is nothing to draw with.
    #[test]
    fn each_svg_gets_a_picture_of_twice_its_size_with_ink_in_it() {
        let Ok(painter) = Painter::new() else { return };
        let folder = tempfile::tempdir().unwrap();
        let svg = super::super::charts::known_facts(&super::super::sample::replies(3)).unwrap();
        fs::write(folder.path().join("图.svg"), &svg).unwrap();
        fs::write(folder.path().join("图.csv"), "").unwrap();
        painter.paint_all(folder.path()).unwrap();
        let picture = Pixmap::load_png(folder.path().join("图.png")).unwrap();
        assert_eq!(picture.width(), 1600);
        // Left of the bars there is nothing but the names of the facts.
        let dark = |x: u32, y: u32| picture.pixel(x, y).is_some_and(|pixel| pixel.red() < 120);
        let half = picture.height() / 2;
        let ink = (half..picture.height() - 80).flat_map(|y| (44..200).map(move |x| (x, y)));
        assert!(ink.filter(|(x, y)| dark(*x, *y)).count() > 500, "no names were drawn");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }

    #[test]
    fn what_is_no_svg_is_named() {
        let Ok(painter) = Painter::new() else { return };
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("坏.svg"), "<svg").unwrap();
        let error = painter.paint_all(folder.path()).unwrap_err();
        assert!(error.to_string().contains("图表 坏 转不成 PNG"), "{error}");
    }
}
