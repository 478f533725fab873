package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.core.AddressRange;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;

/** Reads lists of addresses and networks. */
final class Networks {
  private Networks() {}

  /**
   * What {@code texts} say.
   *
   * @param pointer to them in the body
   * @param widest how few bits a network may have
   */
  static List<AddressRange> read(String pointer, JsonArray texts, int widest) {
    var ranges = new ArrayList<AddressRange>();
    for (int i = 0; i < texts.size(); i++) {
      ranges.add(read(pointer + '/' + i, texts.getString(i), widest));
    }
    return ranges;
  }

  private static AddressRange read(String pointer, String text, int widest) {
    AddressRange range;
    try {
      range = AddressRange.parse(text);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid(
          pointer, "malformed", "Must be an IP address or a network, such as 192.0.2.0/24");
    }
    if (range.bits() < widest) {
      throw Problem.invalid(pointer, "too_large", "Must be no wider than a network of /" + widest);
    }
    if (!range.isNetwork()) {
      throw Problem.invalid(
          pointer, "malformed", "The bits after the first " + range.bits() + " must be 0");
    }
    return range;
  }
}
