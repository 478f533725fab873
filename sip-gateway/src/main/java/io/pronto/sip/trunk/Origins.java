package io.pronto.sip.trunk;

import gov.nist.javax.sip.message.SIPRequest;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.carrier.TrunkAuthentication.ByRegistration;
import io.pronto.core.routing.Directory;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.wire.Flow;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;
import javax.sip.address.SipURI;

/** By which trunk a request comes. */
public final class Origins {
  private final Directory directory;
  private final Trunks trunks;

  /** Knows the trunks that {@code directory} knows, and what {@code trunks} knows of them. */
  public Origins(Directory directory, Trunks trunks) {
    this.directory = directory;
    this.trunks = trunks;
  }

  /**
   * The trunk of {@code incoming}: that of the registration which it is sent to; that whose carrier
   * we have opened its connection to; that which covers its source; that with whose registrar at
   * this source we are registered.
   */
  public Optional<Trunk> of(IncomingRequest incoming) {
    var flow = incoming.flow();
    return registeredAs(incoming.request())
        .or(() -> connectedBy(flow))
        .or(() -> covering(flow.remote()))
        .or(() -> registeredWith(flow));
  }

  /**
   * What {@code request} calls: the user of its Request-URI, or of To where the carrier has put our
   * own name for its registration there instead.
   *
   * @param dialled the user of the Request-URI
   */
  public String called(Trunk trunk, SIPRequest request, String dialled) {
    boolean own =
        trunk.authentication() instanceof ByRegistration by && by.username().equals(dialled);
    return own && request.getTo().getAddress().getURI() instanceof SipURI to && to.getUser() != null
        ? to.getUser()
        : dialled;
  }

  private Optional<Trunk> registeredAs(SIPRequest request) {
    var line =
        request.getRequestURI() instanceof SipURI uri
            ? Optional.ofNullable(uri.getParameter("line"))
            : Optional.<String>empty();
    return line.flatMap(token -> registered(registration -> registration.line().equals(token)));
  }

  private Optional<Trunk> connectedBy(Flow flow) {
    return flow.transport().isReliable() && flow.opens()
        ? trunks.lines().values().stream()
            .filter(line -> line.flow().filter(ours -> isSame(ours, flow)).isPresent())
            .map(Line::trunk)
            .findFirst()
        : Optional.empty();
  }

  private static boolean isSame(Flow ours, Flow flow) {
    return ours.transport() == flow.transport() && ours.remote().equals(flow.remote());
  }

  /**
   * Where several cover the address, the one whose own host and port it is, then the narrowest
   * range.
   */
  private Optional<Trunk> covering(InetSocketAddress source) {
    return directory.trunks().stream()
        .filter(trunk -> trunk.covers(source.getAddress()))
        .min(
            Comparator.comparing((Trunk trunk) -> trunk.port() != source.getPort())
                .thenComparing(trunk -> -narrowest(trunk, source)));
  }

  private Optional<Trunk> registeredWith(Flow flow) {
    var source = flow.remote().getAddress();
    return registered(
        registration ->
            registration.isRegistered()
                && registration
                    .flow()
                    .filter(ours -> ours.remote().getAddress().equals(source))
                    .isPresent());
  }

  private Optional<Trunk> registered(Predicate<Registration> wanted) {
    return trunks.lines().values().stream()
        .filter(line -> line.registration().filter(wanted).isPresent())
        .map(Line::trunk)
        .findFirst();
  }

  private static int narrowest(Trunk trunk, InetSocketAddress source) {
    return trunk.addresses().stream()
        .filter(range -> range.contains(source.getAddress()))
        .mapToInt(range -> range.bits())
        .max()
        .orElse(0);
  }
}
