"""Speaks, and writes down when each word is said: python3 spoken.py VOICE SPEED "WORDS" FILE.wav

Beside the WAV (8 kHz, a telephone's band, as loud as people speak) stands FILE.words: a word a line
with its beginning and end in milliseconds from the WAV's first sample, as espeak-ng's library tells
them. It is what transcripts are measured by.
"""

import ctypes
import subprocess
import sys

import numpy as np

RATE = 8000
PADDING = 0.3  # seconds of silence before and after
SYNCHRONOUS, UTF8, SPEED, OK = 2, 1, 1, 0
WORD, END = 1, 5
QUIET = 200  # of 32,767: a word ends where nothing louder follows


class Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h; times are in milliseconds of the speech."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    ]


HEARD = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event)
)


def speak(voice, speed, text):
    """Returns (samples, their rate, the second in which each word begins)."""
    library = ctypes.CDLL("libespeak-ng.so.1")
    rate = library.espeak_Initialize(SYNCHRONOUS, 0, None, 0)
    samples, begins = [], []

    def heard(sound, count, events):
        if sound:
            samples.append(np.ctypeslib.as_array(sound, (count,)).copy() if count else [])
        at = 0
        while events[at].type:
            if events[at].type == WORD:
                begins.append(events[at].audio_position / 1000)
            at += 1
        return OK

    callback = HEARD(heard)
    library.espeak_SetSynthCallback(callback)
    if library.espeak_SetVoiceByName(voice.encode()) != OK:
        raise SystemExit("No such voice: " + voice)
    library.espeak_SetParameter(SPEED, int(speed), 0)
    spoken = text.encode() + b"\0"
    library.espeak_Synth(spoken, len(spoken), 0, 1, 0, UTF8, None, None)
    library.espeak_Synchronize()
    return np.concatenate(samples), rate, begins


def main(voice, speed, text, file):
    samples, rate, begins = speak(voice, speed, text)
    words = [word.strip(",.") for word in text.split()]
    if len(words) != len(begins):
        raise SystemExit("%d words, but %d were said" % (len(words), len(begins)))
    ends = [
        begin + (1 + np.flatnonzero(np.abs(samples[int(begin * rate) : int(after * rate)]) > QUIET)[-1]) / rate
        for begin, after in zip(begins, begins[1:] + [len(samples) / rate])
    ]
    subprocess.run(
        ["sox", "-D", "-t", "raw", "-r", str(rate), "-b", "16", "-e", "signed", "-c", "1", "-"]
        + ["-r", str(RATE), file, "highpass", "300", "lowpass", "3400", "norm", "-6"]
        + ["pad", str(PADDING), str(PADDING)],
        input=samples.astype("<i2").tobytes(),
        check=True,
    )
    with open(file.removesuffix(".wav") + ".words", "w") as truth:
        for word, begin, end in zip(words, begins, ends):
            truth.write("%s %d %d\n" % (word, 1000 * (PADDING + begin), 1000 * (PADDING + end)))


if __name__ == "__main__":
    main(*sys.argv[1:])
