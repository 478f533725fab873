package io.pronto.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.call.HangupCause;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.numbering.E164;
import io.pronto.core.people.Line;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallRouterTest {
  private static final Caller CARRIER =
      new Caller.OfTrunk(
          new Trunk(
              "trk_1", "car_1", "trunk", "127.0.0.1", 5060, "udp", List.of(), OptionalInt.empty()),
          "+33611111111",
          "");

  private final Directory directory = new Directory(Ground.database(), Firm.DOMAIN);
  private final CallRouter router = new CallRouter(directory);
  private final Firm firm = Firm.found();
  private final String anna = firm.user("101");
  private final String bruno = firm.user("102");

  CallRouterTest() {
    firm.device(anna, "anna-desk");
    firm.device(bruno, "bruno-desk");
  }

  @ParameterizedTest
  @ValueSource(strings = {"102", "bruno-desk"})
  void aColleagueIsReachedByExtensionAndByDevice(String dialled) {
    var route = router.route(anna(), dialled);

    assertThat(rings(route)).isEqualTo(bruno);
    assertThat(route.direction()).isEqualTo(Direction.INTERNAL);
    assertThat(route.organisation()).contains(firm.organisation());
    assertThat(route.recordedFor()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "999, UNALLOCATED_NUMBER",
    "99999, UNALLOCATED_NUMBER",
    "nobody, UNALLOCATED_NUMBER",
    "'', UNALLOCATED_NUMBER",
    "+331, INVALID_NUMBER",
    "0033123, INVALID_NUMBER"
  })
  void whatIsNobodysIsRefused(String dialled, HangupCause cause) {
    assertThat(router.route(anna(), dialled).destination())
        .isEqualTo(new Destination.Reject(cause));
  }

  @Test
  void anExtensionOfAnotherOrganisationIsNobodys() {
    Firm.found().user("777");

    assertThat(router.route(anna(), "777").destination())
        .isEqualTo(new Destination.Reject(HangupCause.UNALLOCATED_NUMBER));
  }

  @Test
  void aDeviceOfAnotherOrganisationIsNobodys() {
    var other = Firm.found();
    other.device(other.user("101"), "their-desk");

    assertThat(router.route(anna(), "their-desk").destination())
        .isEqualTo(new Destination.Reject(HangupCause.UNALLOCATED_NUMBER));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRentedNumberRingsItsUserWithOrWithoutThePlus(boolean plus) {
    var number = firm.rent();
    firm.assign(number, bruno, "inbound");

    var route = router.route(CARRIER, plus ? number.value() : number.value().substring(1));

    assertThat(rings(route)).isEqualTo(bruno);
    assertThat(route.direction()).isEqualTo(Direction.INBOUND);
    assertThat(route.dialled()).isEqualTo(number.value());
    assertThat(route.recordedFor().orElseThrow().number()).isEqualTo(number);
  }

  @Test
  void aNumberThatNobodyHasRentedIsNobodysCall() {
    var route = router.route(CARRIER, "+33987654321");

    assertThat(route.destination())
        .isEqualTo(new Destination.Reject(HangupCause.UNALLOCATED_NUMBER));
    assertThat(route.organisation()).isEmpty();
  }

  @Test
  void aRentedNumberOfNobodyIsTheOrganisationsCall() {
    var number = firm.rent();

    var route = router.route(CARRIER, number.value());

    assertThat(route.destination())
        .isEqualTo(new Destination.Reject(HangupCause.UNASSIGNED_NUMBER));
    assertThat(route.organisation()).contains(firm.organisation());
  }

  @ParameterizedTest
  @ValueSource(strings = {"01 44 55 66 77", "0144556677", "+33 1 44 55 66 77", "0033144556677"})
  void theOutsideIsDialledAsInTheOrganisationsCountry(String dialled) {
    var number = firm.rent();
    firm.assign(number, anna, "outbound");

    var route = router.route(anna(), dialled);

    assertThat(route.destination())
        .isEqualTo(new Destination.Outside("+33144556677", Optional.of(number), false));
    assertThat(route.direction()).isEqualTo(Direction.OUTBOUND);
    assertThat(route.recordedFor().orElseThrow().number()).isEqualTo(number);
  }

  @Test
  void whatIsRecordedInboundIsNotRecordedOutbound() {
    firm.assign(firm.rent(), anna, "inbound");

    assertThat(router.route(anna(), "0144556677").recordedFor()).isEmpty();
  }

  @Test
  void whoHasNoNumberCannotCallOutside() {
    assertThat(router.route(anna(), "0144556677").destination())
        .isEqualTo(new Destination.Reject(HangupCause.NO_RIGHT_TO_NUMBER));
  }

  @Test
  void anotherNumberOfOnesOwnOrganisationMayBeShown() {
    firm.assign(firm.rent(), anna, "off");
    var shared = firm.rent();

    assertThat(router.route(anna(shared), "0144556677").destination())
        .isEqualTo(new Destination.Outside("+33144556677", Optional.of(shared), false));
  }

  @Test
  void aNumberOfTheLedgerMayBeShownAsLongAsItsRightLasts() {
    var elsewhere = new E164("+33472" + ThreadLocalRandom.current().nextInt(100_000, 999_999));

    var right = firm.show(elsewhere);
    awaitShown(elsewhere, true);
    assertThat(router.route(anna(elsewhere), "0144556677").destination())
        .isEqualTo(new Destination.Outside("+33144556677", Optional.of(elsewhere), false));

    firm.rights().withdraw(firm.organisation(), right, _ -> {});
    awaitShown(elsewhere, false);
    assertThat(router.route(anna(elsewhere), "0144556677").destination())
        .isEqualTo(new Destination.Reject(HangupCause.NO_RIGHT_TO_NUMBER));
  }

  @Test
  void aNumberOfTheLedgerOfAnotherOrganisationMayNotBeShown() {
    firm.assign(firm.rent(), anna, "off");
    var elsewhere = new E164("+33473" + ThreadLocalRandom.current().nextInt(100_000, 999_999));
    Firm.found().show(elsewhere);

    assertThat(router.route(anna(elsewhere), "0144556677").destination())
        .isEqualTo(new Destination.Reject(HangupCause.NO_RIGHT_TO_NUMBER));
  }

  private void awaitShown(E164 number, boolean wanted) {
    Waiting.until(
        "the ledger is read again", () -> directory.mayShow(firm.organisation(), number) == wanted);
  }

  @Test
  void aNumberOfAnotherOrganisationMayNotBeShown() {
    firm.assign(firm.rent(), anna, "off");
    var theirs = Firm.found().rent();

    assertThat(router.route(anna(theirs), "0144556677").destination())
        .isEqualTo(new Destination.Reject(HangupCause.NO_RIGHT_TO_NUMBER));
  }

  @Test
  void aNumberOfOnesOwnOrganisationRingsInside() {
    var number = firm.rent();
    firm.assign(number, bruno, "all");

    var route = router.route(anna(), '0' + number.value().substring(3));

    assertThat(rings(route)).isEqualTo(bruno);
    assertThat(route.direction()).isEqualTo(Direction.INTERNAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"112", "15", "17", "18"})
  void nothingStopsACallForHelp(String dialled) {
    firm.user("112"); // an extension of the same digits does not

    var usurping = router.route(anna(Firm.found().rent()), dialled);

    assertThat(router.route(anna(), dialled).destination())
        .isEqualTo(new Destination.Outside(dialled, Optional.empty(), true));
    assertThat(usurping.destination())
        .isEqualTo(new Destination.Outside(dialled, Optional.empty(), true));
    assertThat(usurping.recordedFor()).isEmpty();
  }

  @Test
  void aCallForHelpShowsTheUsersNumber() {
    var number = firm.rent();
    firm.assign(number, anna, "all");

    var route = router.route(anna(), "112");

    assertThat(route.destination())
        .isEqualTo(new Destination.Outside("112", Optional.of(number), true));
    assertThat(route.recordedFor()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"118, IT", "113, IT", "112, IT", "999, GB", "15, RE", "112, XX", "15, XX"})
  void helpIsCalledByTheNumbersOfWhereTheDeviceStands(String dialled, String country) {
    firm.user(dialled.length() == 3 ? dialled : "103");
    firm.stands("anna-desk", country);

    assertThat(router.route(anna(), dialled).destination())
        .isEqualTo(new Destination.Outside(dialled, Optional.empty(), true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"15", "17", "119", "116117"})
  void whoDialsHelpAsAtHomeIsNeverRefused(String dialled) {
    firm.stands("anna-desk", "IT");

    assertThat(router.route(anna(), dialled).destination())
        .isEqualTo(new Destination.Outside(dialled, Optional.empty(), true));
  }

  @ParameterizedTest
  @CsvSource({"3179, 3179", "10 23, 1023", "118712, 118712", "116 006, 116006"})
  void aShortCodeGoesOutAsItIsDialled(String dialled, String code) {
    var number = firm.rent();
    firm.assign(number, anna, "outbound");

    var route = router.route(anna(), dialled);

    assertThat(route.destination())
        .isEqualTo(new Destination.Outside(code, Optional.of(number), false));
    assertThat(route.direction()).isEqualTo(Direction.OUTBOUND);
    assertThat(route.recordedFor().orElseThrow().number()).isEqualTo(number);
  }

  @Test
  void aColleagueWhoHasAShortCodeForAnExtensionIsRung() {
    var carla = firm.user("3179");

    assertThat(rings(router.route(anna(), "3179"))).isEqualTo(carla);
  }

  @Test
  void whoHasNoNumberCannotCallAShortCode() {
    assertThat(router.route(anna(), "3179").destination())
        .isEqualTo(new Destination.Reject(HangupCause.NO_RIGHT_TO_NUMBER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "outbound", "on_demand"})
  void aCallForHelpIsNeverRecordedNorMayBe(String mode) {
    firm.assign(firm.rent(), anna, mode);

    for (var dialled : List.of("112", "15", "+33112", "urn:service:sos")) {
      var route = router.route(anna(), dialled);
      assertThat(route.recordedFor()).as(dialled).isEmpty();
      assertThat(route.excluded()).isFalse();
    }
  }

  private Caller.OfDevice anna() {
    return new Caller.OfDevice(
        directory.account(firm.addressOfRecord("anna-desk")).orElseThrow(),
        line(),
        Optional.empty(),
        false);
  }

  private Caller.OfDevice anna(E164 shown) {
    return new Caller.OfDevice(
        directory.account(firm.addressOfRecord("anna-desk")).orElseThrow(),
        line(),
        Optional.of(shown),
        false);
  }

  private Line line() {
    return directory.line(firm.organisation(), anna).orElseThrow();
  }

  private static String rings(Route route) {
    assertThat(route.destination()).isInstanceOf(Destination.RingUser.class);
    return ((Destination.RingUser) route.destination()).line().userId();
  }
}
