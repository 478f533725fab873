package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The legs there are now, found by what a message within their dialog bears. */
public final class Legs {
  private final Map<Key, CallLeg> byOurTag = new ConcurrentHashMap<>();
  private final Map<Key, InboundLeg> byCallersTag = new ConcurrentHashMap<>();

  private record Key(String callId, String tag) {}

  /** How many there are. */
  public int size() {
    return byOurTag.size();
  }

  /** The leg whose dialog {@code request} belongs to: our tag is in its To. */
  public Optional<CallLeg> of(SIPRequest request) {
    return find(request, request.getToTag());
  }

  /** The leg that sent the request to which {@code response} answers: our tag is in its From. */
  public Optional<CallLeg> ofResponse(SIPMessage response) {
    return find(response, response.getFromTag());
  }

  /**
   * The leg of an INVITE that has come before, or by another way: the same Call-ID and From tag
   * (RFC 3261, section 8.2.2.2).
   */
  public Optional<InboundLeg> ofCaller(SIPRequest invite) {
    var tag = invite.getFromTag();
    return tag == null
        ? Optional.empty()
        : Optional.ofNullable(byCallersTag.get(new Key(invite.getCallId().getCallId(), tag)));
  }

  void add(Dialog dialog, CallLeg leg) {
    byOurTag.put(new Key(dialog.callId(), dialog.localTag()), leg);
    if (leg instanceof InboundLeg inbound) {
      byCallersTag.put(new Key(dialog.callId(), dialog.remoteTag()), inbound);
    }
  }

  void remove(Dialog dialog, CallLeg leg) {
    byOurTag.remove(new Key(dialog.callId(), dialog.localTag()), leg);
    if (leg instanceof InboundLeg) {
      byCallersTag.remove(new Key(dialog.callId(), dialog.remoteTag()), leg);
    }
  }

  private Optional<CallLeg> find(SIPMessage message, String tag) {
    return tag == null
        ? Optional.empty()
        : Optional.ofNullable(byOurTag.get(new Key(message.getCallId().getCallId(), tag)));
  }
}
