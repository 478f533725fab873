package io.pronto.sip.leg;

import gov.nist.javax.sip.address.AddressImpl;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.stack.SendFailed;
import io.pronto.sip.stack.SipStack;
import io.pronto.sip.wire.Flow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sip.address.Address;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.CSeqHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.RecordRouteHeader;
import javax.sip.message.Request;

/** The state of a dialog (RFC 3261, section 12), our side. Not safe for use by two threads. */
final class Dialog {
  private final String callId;
  private final String localTag;
  private final Address local;
  private final Counterpart party;
  private Address remote;
  private String remoteTag;
  private URI target;
  private List<Address> routes;
  private Flow flow;
  private long localSequence;
  private long remoteSequence;

  private Dialog(
      String callId,
      String localTag,
      Address local,
      Address remote,
      String remoteTag,
      URI target,
      Flow flow,
      Counterpart party) {
    this.callId = callId;
    this.localTag = localTag;
    this.local = local;
    this.remote = remote;
    this.remoteTag = remoteTag;
    this.target = target;
    this.flow = flow;
    this.party = party;
    this.routes = List.of();
  }

  /**
   * The dialog that answering {@code invite} makes (section 12.1.1).
   *
   * @param party whose requests go back where the INVITE came from, if {@link
   *     Counterpart#alongFlow}, whatever its Contact says
   */
  static Dialog answering(IncomingRequest incoming, Counterpart party) {
    var invite = incoming.request();
    var dialog =
        new Dialog(
            invite.getCallId().getCallId(),
            Messages.newTag(),
            plain(invite.getTo().getAddress()),
            plain(invite.getFrom().getAddress()),
            tagOrEmpty(invite.getFromTag()),
            contact(invite, invite.getFrom().getAddress().getURI()),
            incoming.flow(),
            party);
    dialog.routes = recordRoutes(invite);
    dialog.remoteSequence = invite.getCSeq().getSeqNumber();
    return dialog;
  }

  /** The dialog that an INVITE of ours asks for; the peer's tag is not known yet. */
  static Dialog calling(
      Address from, Address to, URI target, List<Address> routes, Flow flow, Counterpart party) {
    var dialog =
        new Dialog(
            Messages.newCallId().getCallId(), Messages.newTag(), from, to, "", target, flow, party);
    dialog.routes = routes;
    return dialog;
  }

  /** Another dialog of the same INVITE, as a fork behind a proxy makes it (section 13.2.2.4). */
  Dialog fork(SIPResponse response) {
    var fork = new Dialog(callId, localTag, local, remote, "", target, flow, party);
    fork.localSequence = localSequence;
    fork.follow(response);
    return fork;
  }

  String callId() {
    return callId;
  }

  String localTag() {
    return localTag;
  }

  String remoteTag() {
    return remoteTag;
  }

  /** Who the peer is. */
  String name() {
    return party.name();
  }

  Flow flow() {
    return flow;
  }

  /** The first hop is reached by {@code other}, not by the flow thought of first. */
  void keepTo(Flow other) {
    flow = other;
  }

  /** Takes the peer's tag, target and route set from its response (section 12.1.2). */
  void follow(SIPResponse response) {
    remoteTag = tagOrEmpty(response.getToTag());
    target = contact(response, target);
    var recorded = new ArrayList<>(recordRoutes(response));
    Collections.reverse(recorded);
    routes = recorded;
  }

  /** Whether {@code request}, which bears our tag, bears the peer's, too (section 12.2.2). */
  boolean isOfPeer(SIPRequest request) {
    return remoteTag.isEmpty() || remoteTag.equals(tagOrEmpty(request.getFromTag()));
  }

  /**
   * Takes note of a request of the peer: its number, where it came from, and its Contact if it
   * refreshes the target (section 12.2.2).
   *
   * @return false when the number is lower than one seen before
   */
  boolean follow(IncomingRequest incoming) {
    var request = incoming.request();
    long number = request.getCSeq().getSeqNumber();
    if (number < remoteSequence) {
      return false;
    }
    remoteSequence = number;
    if (party.alongFlow()
        && (incoming.flow().transport().isSecure() || !flow.transport().isSecure())) {
      flow = incoming.flow();
    }
    if (incoming.is(Request.INVITE) || incoming.is(Request.UPDATE)) {
      target = contact(request, target);
    }
    return true;
  }

  /** A new request within the dialog (section 12.2.1.1), or the INVITE that asks for it. */
  SIPRequest request(String method) {
    return request(method, ++localSequence);
  }

  /** The number of a request that is sent once more with a proof. */
  CSeqHeader nextNumber(String method) {
    return Messages.sequence(++localSequence, method);
  }

  /** The ACK to a 2xx: it bears the number of its INVITE (section 13.2.2.4). */
  SIPRequest acknowledgement(long sequence) {
    return request(Request.ACK, sequence);
  }

  /** Where a request of this dialog goes; blocks when a name has to be looked up. */
  Flow next(SipStack stack, SIPRequest request) throws SendFailed {
    return party.alongFlow() && routes.isEmpty() || remoteTag.isEmpty()
        ? current(stack)
        : stack.route(request);
  }

  /**
   * The flow to the peer: that of the dialog, or the one by which the peer has come back since. The
   * dialog's stays what it is, so that a phone that moves on once more is found, too.
   */
  Flow current(SipStack stack) {
    if (flow.connection() == 0 && !flow.opens()) {
      flow = stack.connected(flow).orElse(flow);
    }
    return stack.current(flow, party.name());
  }

  /** Whether the peer's own connection, which only the peer can open again, is gone. */
  boolean isAway(SipStack stack) {
    return party.alongFlow()
        && flow.transport().isReliable()
        && !flow.opens()
        && !stack.isConnected(flow);
  }

  private SIPRequest request(String method, long sequence) {
    var to = remoteTag.isEmpty() ? Messages.to(remote) : Messages.to(remote, remoteTag);
    var request =
        Messages.request(
            method, target, Messages.from(local, localTag), to, Messages.callId(callId), sequence);
    if (!routes.isEmpty()) {
      Messages.route(request, routes);
    }
    return request;
  }

  private static URI contact(SIPMessage message, URI otherwise) {
    var contact = (ContactHeader) message.getHeader(ContactHeader.NAME);
    return contact != null && contact.getAddress().getURI() instanceof SipURI uri ? uri : otherwise;
  }

  private static List<Address> recordRoutes(SIPMessage message) {
    var routes = new ArrayList<Address>();
    var headers = message.getHeaders(RecordRouteHeader.NAME);
    while (headers.hasNext()) {
      routes.add(((RecordRouteHeader) headers.next()).getAddress());
    }
    return routes;
  }

  /** The address alone: tags are kept beside it. */
  private static Address plain(Address address) {
    return (Address) ((AddressImpl) address).clone();
  }

  private static String tagOrEmpty(String tag) {
    return tag == null ? "" : tag;
  }
}
