package io.pronto.sip.flow;

import io.pronto.sip.leg.CallLeg;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Whether two parties who talk hear each other: who is not heard is noted, told of, and looked
 * after. A party who is silent only now, though its packets come, is noted and no more: its user
 * may want it so, and machines that listen (voicemail, menus, bots, fax) send digital silence while
 * the other speaks.
 */
final class Hearing {
  private final MediaCure cure;
  private final MediaCure cureOfSilence;
  private final Map<Finding, OneWayNews> news = new EnumMap<>(Finding.class);

  /** What comes of a party that is not heard. */
  enum Finding {
    /** No packets. */
    NO_PACKETS("no_packets"),
    /** Packets of digital silence, and never a sound before. */
    SILENT("silent");

    private final String code;

    Finding(String code) {
      this.code = code;
    }

    /** As events have it. */
    String code() {
      return code;
    }
  }

  /**
   * Of two parties who begin to talk.
   *
   * @param agreed runs when a party has answered what was put to it: what is agreed may be new
   */
  Hearing(CallAccount account, Sessions.Again again, Runnable agreed) {
    cure = new MediaCure(again, agreed, true);
    cureOfSilence = new MediaCure(again, agreed, false);
    for (var finding : Finding.values()) {
      news.put(
          finding,
          new OneWayNews(
              again,
              (side, leg) -> account.oneWay(side, leg, finding.code()),
              (side, leg, by) -> account.restored(side, leg, finding.code(), by)));
    }
  }

  /** No packets of {@code leg}, which is {@code side}, come. */
  void missed(CallLeg leg, String side) {
    if (leg.media().isBothWays()) {
      leg.oneWay();
      news.get(Finding.NO_PACKETS).missed(side, leg.id());
      cure.missed(leg);
    }
  }

  /** Packets come again. */
  void restored(CallLeg leg, String side, boolean moved) {
    if (cure.misses(leg)) {
      leg.restored();
      news.get(Finding.NO_PACKETS).restored(side, leg.id(), cure.restored(leg, moved).code());
    }
  }

  /** Nothing but digital silence comes. */
  void silent(CallLeg leg, String side, boolean heardBefore) {
    if (!leg.media().isBothWays()) {
      return;
    }
    leg.silent(heardBefore);
    if (!heardBefore) {
      news.get(Finding.SILENT).missed(side, leg.id());
      cureOfSilence.missed(leg);
    }
  }

  /** There is sound in it. */
  void sounds(CallLeg leg, String side) {
    if (cureOfSilence.misses(leg)) {
      leg.restored();
    }
    var by = cureOfSilence.restored(leg, false).code();
    news.get(Finding.SILENT).restored(side, leg.id(), by);
  }

  /** What is agreed may be new: whoever holds or is held need not be heard. */
  void agreed(CallLeg... legs) {
    for (var leg : List.of(legs)) {
      if (!leg.media().isBothWays()) {
        cure.forget(leg);
        cureOfSilence.forget(leg);
        news.values().forEach(told -> told.forget(leg.id()));
      }
    }
  }

  /** The call is over. */
  void close() {
    cure.close();
    cureOfSilence.close();
    news.values().forEach(OneWayNews::close);
  }
}
