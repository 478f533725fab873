"""What the decoder hears: sound as Kaldi's log-mel features, and what a telephone line does to it."""

import numpy as np

RATE = 8000
BANDS = 40
LOW, HIGH = 20, 3800
WINDOW, SHIFT, FFT = 200, 80, 256  # samples: 25 ms, 10 ms, the next power of two

# The neighbours, in frames of 10 ms, that the network sees around each frame.
OFFSETS = [-9, -6, -4, -2, -1, 0, 1, 2, 4, 6, 9]


def log_mel(samples):
    """Kaldi's fbank with --dither=0: one row of BANDS for each 10 ms."""
    count = 1 + (len(samples) - WINDOW) // SHIFT
    frames = np.stack([samples[i * SHIFT : i * SHIFT + WINDOW] for i in range(count)]).astype(float)
    frames -= frames.mean(1, keepdims=True)
    emphasised = frames.copy()
    emphasised[:, 1:] -= 0.97 * frames[:, :-1]
    emphasised[:, 0] -= 0.97 * frames[:, 0]
    power = np.abs(np.fft.rfft(emphasised * POVEY, FFT)) ** 2
    return np.log(np.maximum(power[:, : FFT // 2] @ MEL.T, np.finfo(np.float32).eps))


def with_context(frames):
    """Each frame beside its neighbours at OFFSETS; the edges are repeated."""
    reach = np.arange(len(frames))
    return np.concatenate(
        [frames[np.clip(reach + offset, 0, len(frames) - 1)] for offset in OFFSETS], axis=1
    )


def through_g711(samples, law):
    """The samples after G.711 (ITU-T), 'a' or 'mu', there and back."""
    sign, size = np.sign(samples + 0.5), np.abs(np.clip(samples, -32635, 32635))
    if law == "a":
        segment = np.clip(np.floor(np.log2(np.maximum(size, 256) / 128)), 1, 7)
        step = np.where(size < 256, 16, 2 ** (segment + 3))
        return sign * (np.floor(size / step) * step + step / 2)
    step = 2 ** (np.clip(np.floor(np.log2(size + 132)), 7, 14) - 4)
    return sign * (np.floor((size + 132) / step) * step + step / 2 - 132)


def _mel(hertz):
    return 1127 * np.log(1 + np.asarray(hertz) / 700)


def _filters():
    low, high = _mel(LOW), _mel(HIGH)
    width = (high - low) / (BANDS + 1)
    bins = _mel(np.arange(FFT // 2) * RATE / FFT)
    filters = np.zeros((BANDS, FFT // 2))
    for band in range(BANDS):
        left = low + band * width
        rising = (bins - left) / width
        filters[band] = np.clip(np.minimum(rising, 2 - rising), 0, None)
    return filters


POVEY = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / (WINDOW - 1))) ** 0.85
MEL = _filters()
