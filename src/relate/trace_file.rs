//! The temporary file in which traces wait until all replies are judged. Its form is private
//! to one run: for each reply its sentences, little-endian.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use super::{
    boilerplate::Sightings,
    traces::{Sentence, Traces},
};

/// Why traces could not be kept.
#[derive(Debug, thiserror::Error)]
#[error("临时文件 {path} 读写失败：{reason}。请检查输出目录所在磁盘的空间和权限，再运行一次")]
pub struct TraceError {
    path: PathBuf,
    reason: io::Error,
}

/// The file while traces are added.
#[derive(Debug)]
pub struct TraceWriter {
    file: BufWriter<File>,
    path: PathBuf,
    replies: usize,
    sightings: Sightings,
}

impl TraceWriter {
    /// Creates the file, in place of an old one.
    ///
    /// # Errors
    /// A file that cannot be created.
    pub fn create(path: &Path) -> Result<Self, TraceError> {
        let path = path.to_owned();
        match File::create(&path) {
            Ok(file) => Ok(Self {
                file: BufWriter::new(file),
                path,
                replies: 0,
                sightings: Sightings::default(),
            }),
            Err(reason) => Err(TraceError { path, reason }),
        }
    }

    /// Adds the next reply's traces.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn add(&mut self, traces: &Traces) -> Result<(), TraceError> {
        self.replies += 1;
        self.sightings.add(traces);
        let written = self.file.write_all(&encode(traces));
        written.map_err(|reason| TraceError { path: self.path.clone(), reason })
    }

    /// Writes out what is buffered.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn finish(mut self) -> Result<TraceFile, TraceError> {
        match self.file.flush() {
            Ok(()) => {
                let Self { path, replies, sightings, .. } = self;
                Ok(TraceFile { path, replies, sightings })
            }
            Err(reason) => Err(TraceError { path: self.path, reason }),
        }
    }
}

/// The traces of all replies, in input order, to be read as often as needed.
#[derive(Debug)]
pub struct TraceFile {
    path: PathBuf,
    replies: usize,
    /// What was counted while the file was written.
    pub(super) sightings: Sightings,
}

impl TraceFile {
    /// How many replies it holds.
    pub(super) fn replies(&self) -> usize {
        self.replies
    }

    /// Shows every reply's traces to `visit`, in input order, and collects what it says.
    pub(super) fn map<T>(&self, mut visit: impl FnMut(&Traces) -> T) -> Result<Vec<T>, TraceError> {
        let failed = |reason| TraceError { path: self.path.clone(), reason };
        let mut file = BufReader::with_capacity(1 << 16, File::open(&self.path).map_err(failed)?);
        let mut said = Vec::with_capacity(self.replies);
        for _ in 0..self.replies {
            said.push(visit(&decode(&mut file).map_err(failed)?));
        }
        Ok(said)
    }
}

fn encode(traces: &Traces) -> Vec<u8> {
    let mut record = (traces.sentences.len() as u32).to_le_bytes().to_vec();
    for sentence in &traces.sentences {
        record.extend_from_slice(&sentence.whole.to_le_bytes());
        record.extend_from_slice(&sentence.chars.to_le_bytes());
        record.extend_from_slice(&(sentence.phrases.len() as u32).to_le_bytes());
        record.extend(sentence.phrases.iter().flat_map(|phrase| phrase.to_le_bytes()));
    }
    record
}

fn decode(file: &mut impl Read) -> io::Result<Traces> {
    let sentences = (0..number(file)?).map(|_| sentence(file)).collect::<io::Result<_>>()?;
    Ok(Traces { sentences })
}

fn sentence(file: &mut impl Read) -> io::Result<Sentence> {
    let mut whole = [0; 8];
    file.read_exact(&mut whole)?;
    let (chars, phrases) = (number(file)?, number(file)?);
    // Read through `take`, so that a spoilt length ends with the file and not with memory.
    let mut bytes = Vec::new();
    let length = u64::from(phrases) * 4;
    file.by_ref().take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let words =
        bytes.chunks_exact(4).filter_map(|word| Some(u32::from_le_bytes(word.try_into().ok()?)));
    Ok(Sentence { whole: u64::from_le_bytes(whole), chars, phrases: words.collect() })
}

fn number(file: &mut impl Read) -> io::Result<u32> {
    let mut bytes = [0; 4];
    file.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn traces() -> impl Strategy<Value = Traces> {
        let phrases = proptest::collection::vec(any::<u32>(), 0..20);
        let sentence = (any::<u64>(), any::<u32>(), phrases)
            .prop_map(|(whole, chars, phrases)| Sentence { whole, chars, phrases });
        proptest::collection::vec(sentence, 0..5).prop_map(|sentences| Traces { sentences })
    }

    #[test]
    fn a_file_cut_short_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("traces");
        let mut writer = TraceWriter::create(&path).unwrap();
        let sentence = Sentence { whole: 1, chars: 9, phrases: vec![7, 8] };
        writer.add(&Traces { sentences: vec![sentence] }).unwrap();
        let file = writer.finish().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
        assert!(file.map(|_| ()).unwrap_err().to_string().contains("traces"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_in_order(all in proptest::collection::vec(traces(), 0..6)) {
            let folder = tempfile::tempdir().unwrap();
            let mut writer = TraceWriter::create(&folder.path().join("traces")).unwrap();
            for traces in &all {
                writer.add(traces).unwrap();
            }
            prop_assert_eq!(writer.finish().unwrap().map(Clone::clone).unwrap(), all);
        }

        #[test]
        fn foreign_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = decode(&mut bytes.as_slice());
        }
    }
}
