package io.pronto.sip.flow;

import gov.nist.javax.sip.message.SIPRequest;
import io.pronto.core.routing.Diversion;
import io.pronto.core.routing.Route;
import io.pronto.sip.leg.OutboundLeg.Invitation;
import io.pronto.sip.stack.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.sip.header.Header;

/**
 * Tells whoever is called by whom a call was diverted (RFC 5806, RFC 7044): what came in the
 * caller's INVITE goes on, and what has been diverted here is added.
 */
final class Diversions {
  private static final Pattern URI = Pattern.compile("<(?:sips?|tel):([^@>;?]{1,64})");
  private static final Pattern REASON = Pattern.compile(";\\s*reason\\s*=\\s*\"?([\\w-]{1,40})");
  private static final Pattern INDEX = Pattern.compile(";\\s*index\\s*=\\s*(\\d[\\d.]{0,60})");
  private static final Pattern PRIVATE =
      Pattern.compile("privacy(=|%3D)\"?(?!off|none)", Pattern.CASE_INSENSITIVE);

  /** Parts of a list, parted by commas that are neither in quotes nor in angle brackets. */
  private static final Pattern PART =
      Pattern.compile("(?:\"(?:[^\"\\\\]|\\\\.)*\"|<[^>]*>|[^,\"<]+|[\"<])+");

  /** More than anybody reads, and less than would do harm. */
  private static final int MOST_KEPT = 20;

  /** What is longer is left out: nobody writes it but to do harm. */
  private static final int LONGEST = 1_000;

  private Diversions() {}

  /** By whom {@code invite} was diverted before it came, the first first. */
  static List<Diversion> of(SIPRequest invite) {
    var found = new ArrayList<Diversion>();
    for (var part : parts(invite, "Diversion")) {
      var uri = URI.matcher(part);
      if (uri.find()) {
        var reason = REASON.matcher(part);
        found.addFirst(
            Diversion.before(
                Showing.number(Identity.printable(uri.group(1))),
                Diversion.Reason.of(reason.find() ? reason.group(1) : "")));
      }
    }
    return found;
  }

  /**
   * {@code invitation} with all diversions of {@code route} told.
   *
   * @param invite the caller's
   * @param trusted whether what it says of diversions is a carrier's word, and no phone's
   * @param host ours, as whoever is called sees it
   */
  static Invitation told(
      Invitation invitation, Route route, SIPRequest invite, boolean trusted, String host) {
    var here = route.diversions().stream().filter(Diversion::here).toList();
    boolean inside = invitation.counterpart().deviceId().isPresent();
    var headers = new ArrayList<Header>();
    for (var diversion : here.reversed()) {
      headers.add(Messages.header("Diversion", diversion(diversion, host)));
    }
    if (trusted) {
      kept(invite, "Diversion", inside).forEach(headers::add);
      kept(invite, "History-Info", inside).forEach(headers::add);
    }
    if (!here.isEmpty()) {
      history(invitation, route, here, base(invite, trusted), host).forEach(headers::add);
    }
    return headers.isEmpty() ? invitation : invitation.with(headers);
  }

  private static String diversion(Diversion diversion, String host) {
    return Messages.address(Messages.sipUri(diversion.number(), host))
        + ";reason="
        + diversion.reason().sip()
        + ";counter=1;privacy=off";
  }

  /** What was private for somebody is not for those inside (RFC 5806, 7; RFC 7044, 10.1). */
  private static List<Header> kept(SIPRequest invite, String name, boolean inside) {
    return parts(invite, name).stream()
        .filter(part -> !inside || !PRIVATE.matcher(part).find())
        .map(part -> Messages.header(name, part))
        .toList();
  }

  /** An entry for what was called, then one for each that it was diverted to. */
  private static List<Header> history(
      Invitation invitation, Route route, List<Diversion> here, String base, String host) {
    var entries = new ArrayList<Header>();
    var index = base;
    entries.add(entry(Messages.sipUri(route.dialled(), host).toString(), index, ""));
    for (int i = 0; i < here.size(); i++) {
      var target =
          i + 1 < here.size()
              ? Messages.sipUri(here.get(i + 1).number(), host).toString()
              : invitation.to().getURI().toString();
      var parent = index;
      index += ".1";
      entries.add(entry(target + ";cause=" + here.get(i).reason().cause(), index, ";mp=" + parent));
    }
    return entries;
  }

  private static Header entry(String uri, String index, String more) {
    return Messages.header("History-Info", '<' + uri + ">;index=" + index + more);
  }

  /** The index under which our own entries go: below the last that came, or the first of all. */
  private static String base(SIPRequest invite, boolean trusted) {
    var came = trusted ? parts(invite, "History-Info") : List.<String>of();
    if (came.isEmpty()) {
      return "1";
    }
    var last = INDEX.matcher(came.getLast());
    return last.find() ? last.group(1) + ".1" : "1";
  }

  private static List<String> parts(SIPRequest invite, String name) {
    var found = new ArrayList<String>();
    var headers = invite.getHeaders(name);
    while (headers.hasNext()) {
      var text = headers.next().toString();
      var value = text.substring(text.indexOf(':') + 1);
      if (value.length() > LONGEST) {
        continue;
      }
      PART.matcher(value)
          .results()
          .map(result -> result.group().strip())
          .filter(part -> !part.isEmpty())
          .forEach(found::add);
    }
    return found.subList(0, Math.min(MOST_KEPT, found.size()));
  }
}
