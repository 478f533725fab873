package io.pronto.sip.flow;

import io.pronto.core.call.CallId;
import io.pronto.core.emergency.CivicAddress;
import io.pronto.core.emergency.DeviceLocation;
import io.pronto.core.numbering.E164;
import io.pronto.sip.leg.Enclosure;
import io.pronto.sip.stack.Messages;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a caller is, as carriers are told it: a PIDF-LO document with a civic address (RFC 4119,
 * RFC 5139) that the INVITE carries and its Geolocation header points to (RFC 6442).
 */
final class PidfLo {
  private static final Pattern HOUSE = Pattern.compile("(\\d+)\\s*(.*)");
  private static final Pattern NOT_XML =
      Pattern.compile("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]");

  private final StringBuilder civic = new StringBuilder();

  private PidfLo() {}

  static Enclosure enclosure(CallId call, DeviceLocation location, Optional<E164> caller) {
    var id = call.value() + "@location.invalid";
    return new Enclosure(
        id,
        "application/pidf+xml",
        document(location, caller),
        List.of(
            Messages.header("Geolocation", "<cid:" + id + '>'),
            Messages.header("Geolocation-Routing", "yes")));
  }

  static String document(DeviceLocation location, Optional<E164> caller) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <presence xmlns="urn:ietf:params:xml:ns:pidf"
        xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10"
        xmlns:ca="urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr"
        entity="%s">
      <tuple id="caller">
        <status>
          <gp:geopriv>
            <gp:location-info>
              <ca:civicAddress>
    %s          </ca:civicAddress>
            </gp:location-info>
            <gp:usage-rules/>
            <gp:method>Manual</gp:method>
          </gp:geopriv>
        </status>
        <timestamp>%s</timestamp>
      </tuple>
    </presence>
    """
        .formatted(
            caller.map(number -> "tel:" + number).orElse("pres:anonymous@anonymous.invalid"),
            new PidfLo().elements(location.address()),
            location.confirmedAt());
  }

  /** In the order of the schema (RFC 5139, section 3); France's commune is A3 (RFC 4776). */
  private String elements(CivicAddress address) {
    put("country", Optional.of(address.country()));
    put("A2", address.department());
    put("A3", Optional.of(address.city()));
    put("RD", Optional.of(address.street()));
    var house = address.houseNumber().map(HOUSE::matcher).filter(m -> m.matches());
    put("HNO", house.map(m -> m.group(1)).or(address::houseNumber));
    put("HNS", house.map(m -> m.group(2)).filter(suffix -> !suffix.isEmpty()));
    put("FLR", address.floor());
    put("NAM", address.name());
    put("PC", Optional.of(address.postcode()));
    put("BLD", address.building());
    put("ROOM", address.room());
    put("ADDCODE", address.insee());
    return civic.toString();
  }

  private void put(String element, Optional<String> value) {
    value.ifPresent(
        text ->
            civic
                .append("            <ca:")
                .append(element)
                .append('>')
                .append(escaped(text))
                .append("</ca:")
                .append(element)
                .append(">\n"));
  }

  private static String escaped(String text) {
    return NOT_XML
        .matcher(text)
        .replaceAll("")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }
}
