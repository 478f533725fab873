"""The speech to learn from: espeak-ng's voices saying strings of the words, as a line carries it."""

import concurrent.futures
import itertools
import subprocess

import numpy as np

from features import RATE, through_g711

WORDS = "zero one two three four five six seven eight nine yes no".split()
ACCENTS = ["en-gb", "en-us", "en-gb-scotland", "en-gb-x-rp", "en-029", "en-gb-x-gbclan"]
SPEAKERS = ["", "+m1", "+m3", "+m4", "+m5", "+m7", "+f1", "+f2", "+f4", "+f5", "+croak"]


def utterances(rng, rounds):
    """Yields (words, samples): in each round every voice says every word once, in strings of 1 to 4."""
    sayings = [
        (words, voice, rng.integers(110, 200), rng.integers(20, 80), rng.integers(60, 160))
        for _ in range(rounds)
        for voice in map("".join, itertools.product(ACCENTS, SPEAKERS))
        for words in _strings(rng)
    ]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for saying, samples in zip(sayings, pool.map(lambda s: say(*s), sayings)):
            if len(samples) > RATE // 10:
                yield saying[0], on_the_line(samples, rng)


def say(words, voice, speed=150, pitch=50, loudness=100):
    """What espeak-ng says, at 8 kHz."""
    return resampled(
        subprocess.run(
            ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "-a", str(loudness)]
            + ["--stdout", " ".join(words)],
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


def _strings(rng):
    words, strings = list(rng.permutation(WORDS)), []
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
