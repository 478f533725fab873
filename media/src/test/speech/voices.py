"""The speech to learn from: espeak-ng's voices saying strings of the words, as a line carries it."""

import concurrent.futures
import dataclasses
import itertools
import subprocess

import numpy as np

from features import RATE, through_g711

VOICES = ["", "+m1", "+m3", "+m4", "+m5", "+m7", "+f1", "+f2", "+f4", "+f5", "+croak"]
MORE_VOICES = ["+m2", "+m6", "+m8", "+f3", "+linda", "+paul", "+steph", "+michel"]
LETTERS = "f r i t g b".split()  # of the country codes that IBANs begin with


@dataclasses.dataclass(frozen=True)
class Language:
    """What is to be learned, and from whom: every accent in every voice, so many times."""

    words: list
    accents: list
    voices: list
    rounds: int
    apart: float  # how many of the strings are said with a pause after each word
    fastest: int  # words per minute


LANGUAGES = {
    "en": Language(
        words="zero one two three four five six seven eight nine yes no".split(),
        accents=["en-gb", "en-us", "en-gb-scotland", "en-gb-x-rp", "en-029", "en-gb-x-gbclan"],
        voices=VOICES,
        rounds=4,
        apart=0,
        fastest=200,
    ),
    "fr": Language(
        words="zéro un deux trois quatre cinq six sept huit neuf oui non bonjour rendez-vous".split()
        + LETTERS,
        accents=["fr-fr", "fr-be", "fr-ch"],
        voices=VOICES + MORE_VOICES,
        rounds=4,
        apart=0.4,
        fastest=180,
    ),
    "it": Language(
        words="zero uno due tre quattro cinque sei sette otto nove sì no buongiorno appuntamento".split()
        + LETTERS,
        accents=["it"],
        voices=VOICES + MORE_VOICES,
        rounds=10,
        apart=0.4,
        fastest=180,
    ),
}


def utterances(language, rng):
    """Yields (words, samples): in each round every voice says every word once, in strings of 1 to 4."""
    sayings = [
        (words, voice, rng.integers(110, language.fastest), rng.integers(20, 80), rng.integers(60, 160))
        + ((rng.random() < language.apart,) if language.apart else ())
        for _ in range(language.rounds)
        for voice in map("".join, itertools.product(language.accents, language.voices))
        for words in _strings(language.words, rng)
    ]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for saying, samples in zip(sayings, pool.map(lambda s: say(*s), sayings)):
            if len(samples) > RATE // 10:
                yield saying[0], on_the_line(samples, rng)


def say(words, voice, speed=150, pitch=50, loudness=100, apart=False):
    """What espeak-ng says, at 8 kHz; with a pause after each word where they are to be `apart`."""
    return resampled(
        subprocess.run(
            ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "-a", str(loudness)]
            + ["--stdout", (", " if apart else " ").join(words)],
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
    )


def resampled(wav):
    """A WAV's sound as 8 kHz samples."""
    raw = subprocess.run(
        ["sox", "-q", "-t", "wav", "-", "-t", "raw", "-r", str(RATE), "-b", "16", "-e", "signed"]
        + ["-c", "1", "-"],
        input=wav,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    ).stdout
    return np.frombuffer(raw, dtype="<i2").astype(float)


def on_the_line(samples, rng):
    """Silence around it, a telephone's band, noise, G.711: each more or less, by chance."""
    before, after = rng.integers(800, 4000), rng.integers(1600, 4000)
    line = np.concatenate([np.zeros(before), samples, np.zeros(after)])
    if rng.random() < 0.7:
        line = _telephone_band(line)
    line = line + rng.normal(0, rng.choice([0, 0, 1, 4, 12, 30, 60]) + 1e-9, len(line)).round()
    law = rng.choice(["none", "a", "mu"])
    return line if law == "none" else through_g711(line, law)


def _strings(vocabulary, rng):
    words, strings = list(rng.permutation(vocabulary)), []
    while words:
        length = int(rng.integers(1, 5))
        strings.append(words[:length])
        words = words[length:]
    return strings


def _telephone_band(samples):
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
    rise = np.clip((hertz - 200) / 100, 0, 1)
    fall = np.clip((3600 - hertz) / 200, 0, 1)
    return np.fft.irfft(spectrum * rise * fall, len(samples)).round()
