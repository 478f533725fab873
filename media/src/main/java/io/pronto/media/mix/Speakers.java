package io.pronto.media.mix;

import java.util.ArrayList;
import java.util.List;

/**
 * Who of many is heard: the loudest few. Who is heard stays so until somebody else is clearly
 * louder, so that two who are alike do not take turns.
 */
final class Speakers {
  /** So many are heard at the same time: more at once nobody understands. */
  static final int MOST = 4;

  /** How much louder somebody else must be, as power: 3 dB. */
  private static final float CLEARLY = 2;

  /** Where there are many, less than this power is a line's noise: -60 dB below overload. */
  private static final float FAINT = 32 * 32;

  private final List<Party> heard = new ArrayList<>();

  /** Chooses among {@code parties}; each one's {@link Party#gain} says whether it is heard. */
  void choose(List<Party> parties) {
    boolean few = parties.size() <= MOST;
    heard.clear();
    for (int i = 0; i < parties.size(); i++) {
      var party = parties.get(i);
      boolean stays = party.gain > 0 && (few || party.loudness >= FAINT);
      party.gain = !party.isMuted() && (few || stays) ? 1 : 0;
      if (party.gain > 0) {
        heard.add(party);
      }
    }
    if (!few) {
      compete(parties);
    }
  }

  private void compete(List<Party> parties) {
    while (heard.size() > MOST) {
      silence(faintest());
    }
    for (int i = 0; i < parties.size(); i++) {
      var party = parties.get(i);
      if (party.gain == 0 && !party.isMuted() && party.loudness >= FAINT) {
        challenge(party);
      }
    }
  }

  private void challenge(Party party) {
    if (heard.size() >= MOST) {
      var faintest = faintest();
      if (party.loudness < faintest.loudness * CLEARLY) {
        return;
      }
      silence(faintest);
    }
    party.gain = 1;
    heard.add(party);
  }

  private void silence(Party party) {
    party.gain = 0;
    heard.remove(party);
  }

  private Party faintest() {
    var faintest = heard.getFirst();
    for (int i = 1; i < heard.size(); i++) {
      if (heard.get(i).loudness < faintest.loudness) {
        faintest = heard.get(i);
      }
    }
    return faintest;
  }
}
