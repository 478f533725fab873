package io.pronto.sip.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.live.Binding;
import io.pronto.sip.phone.Asking;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.TestPhone;
import io.pronto.sip.wire.Flow;
import io.pronto.sip.wire.Transport;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Phones that come back by another connection before the one before is known to be dead. */
class ReturningPhoneTest {
  private static final String NOT_THIS_INSTANCE = ";+sip.instance=\"<urn:uuid:2>\"";

  private final Site site = Site.usual();
  private final Credentials desk = Site.device();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void itsInstanceLeavesOneBinding() {
    var phone = site.tcp(desk);
    phone.register();

    phone.moveOn();
    phone.register();

    assertThat(bindings()).hasSize(1);
    assertThat(bindings().getFirst().contact()).isEqualTo(uri(phone));
  }

  @Test
  void itsCallIdDoesWhereItHasNoInstance() {
    var phone = site.tcp(desk);
    register(phone, "same", 1, "");
    phone.moveOn();

    register(phone, "same", 3, "");

    assertThat(bindings()).hasSize(1);
    assertThat(bindings().getFirst().contact()).isEqualTo(uri(phone));
  }

  /** Switched off and on, it counts its requests from the beginning. */
  @Test
  void itsCallIdDoesThoughItsNumbersBeginAnew() {
    var phone = site.tcp(desk);
    register(phone, "same", 7, "");
    phone.moveOn();

    register(phone, "same", 1, "");

    assertThat(bindings()).hasSize(1);
    assertThat(bindings().getFirst().contact()).isEqualTo(uri(phone));
  }

  @Test
  void anotherPhoneOfTheSameNameStays() {
    var phone = site.tcp(desk);
    register(phone, "one", 1, "");
    phone.moveOn();

    register(phone, "another", 1, "");
    phone.moveOn();
    register(phone, "another", 3, NOT_THIS_INSTANCE);

    assertThat(bindings()).hasSize(3);
  }

  @Test
  void severalContactsOfOneConnectionStay() {
    var phone = site.tcp(desk);
    register(phone, "same", 1, "");

    Asking.ask(
        phone, Asking.register(phone, "same", 3, List.of("<sip:b@other.invalid;transport=tcp>")));

    assertThat(bindings()).hasSize(2);
  }

  @Test
  void itIsFoundByItsLastConnectionUnderItsOwnName() {
    var phone = site.tcp(desk);
    phone.register();
    var first = flow(phone);
    phone.moveOn();
    phone.register();
    var second = flow(phone);
    phone.moveOn();
    phone.register();

    assertThat(site.stack.current(first, name())).isEqualTo(flow(phone));
    assertThat(site.stack.current(second, name())).isEqualTo(flow(phone));
    assertThat(site.stack.current(first, "somebody@else.invalid")).isEqualTo(first);
  }

  /** The only phone that is left of an account need not be the one that had the call. */
  @Test
  void anotherPhoneOfTheSameNameIsNotTakenForIt() {
    var phone = site.tcp(desk);
    phone.register();
    var flow = flow(phone);
    var other = site.tcp(desk);
    other.register();

    phone.disconnect();
    Site.await(() -> bindings().size() == 1);

    assertThat(site.stack.current(flow, name())).isEqualTo(flow);
  }

  private Flow flow(TestPhone phone) {
    var ends = new Flow(Transport.TCP, site.address(), phone.address(), false);
    return site.stack.connected(ends).orElseThrow();
  }

  private static void register(TestPhone phone, String callId, int sequence, String parameters) {
    var contact = Asking.contact(phone) + parameters;
    var answer = Asking.ask(phone, Asking.register(phone, callId, sequence, List.of(contact)));
    assertThat(answer.status()).isEqualTo(200);
  }

  private String name() {
    return Site.nameOf(desk).toString();
  }

  private List<Binding> bindings() {
    return site.registrations.of(Site.nameOf(desk));
  }

  private static String uri(TestPhone phone) {
    return Asking.contact(phone).replaceAll("[<>]", "");
  }
}
