package io.pronto.core.numbering;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberPlanTest {
  @ParameterizedTest
  @CsvSource({
    "+33123456789, GEOGRAPHIC, STANDARD",
    "+33556789012, GEOGRAPHIC, STANDARD",
    "+33612345678, MOBILE, MOBILE",
    "+33756789012, MOBILE, MOBILE",
    "+33800123456, TOLL_FREE, FREE",
    "+33805123456, TOLL_FREE, FREE",
    "+33806123456, SHARED_COST, STANDARD",
    "+33810123456, SHARED_COST, SHARED",
    "+33825123456, SHARED_COST, SHARED",
    "+33836123456, PREMIUM, PREMIUM",
    "+33899123456, PREMIUM, PREMIUM",
    "+33860123456, UNKNOWN, UNKNOWN",
    "+33987654321, NON_GEOGRAPHIC, STANDARD",
    "+33937123456, VERIFIED, STANDARD",
    "+33939123456, VERIFIED, STANDARD",
    "+33940123456, NON_GEOGRAPHIC, STANDARD",
    "+33162123456, PLATFORM, STANDARD",
    "+33163123456, PLATFORM, STANDARD",
    "+33270123456, PLATFORM, STANDARD",
    "+33271123456, PLATFORM, STANDARD",
    "+33377123456, PLATFORM, STANDARD",
    "+33378123456, PLATFORM, STANDARD",
    "+33424123456, PLATFORM, STANDARD",
    "+33425123456, PLATFORM, STANDARD",
    "+33568123456, PLATFORM, STANDARD",
    "+33569123456, PLATFORM, STANDARD",
    "+33948123456, PLATFORM, STANDARD",
    "+33949123456, PLATFORM, STANDARD",
    "+33947412345, NON_GEOGRAPHIC, STANDARD",
    "+33947512345, PLATFORM, STANDARD",
    "+33947912345, PLATFORM, STANDARD",
    "+33700123456, UNKNOWN, UNKNOWN",
    "+33690123456, UNKNOWN, UNKNOWN",
    "+33012345678, UNKNOWN, UNKNOWN",
    "+3312345678, UNKNOWN, UNKNOWN",
    "+331234567890, UNKNOWN, UNKNOWN",
  })
  void franceIsKnownRangeByRange(String number, NumberType type, PriceClass price) {
    var entry = NumberPlan.of(new E164(number));

    assertThat(entry.type()).isEqualTo(type);
    assertThat(entry.priceClass()).isEqualTo(price);
    assertThat(entry.country()).contains("FR");
  }

  @ParameterizedTest
  @CsvSource({
    "+390212345678, IT, GEOGRAPHIC, STANDARD",
    "+393123456789, IT, MOBILE, MOBILE",
    "+442079460123, GB, GEOGRAPHIC, STANDARD",
    "+447400123456, GB, MOBILE, MOBILE",
    "+447012345678, GB, PERSONAL, PREMIUM",
    "+449098790000, GB, PREMIUM, PREMIUM",
    "+12012345678, US, GEOGRAPHIC, STANDARD",
    "+19002345678, US, PREMIUM, PREMIUM",
    "+18002345678, US, TOLL_FREE, FREE",
    "+590690001234, GP, MOBILE, MOBILE",
    "+596947612345, MQ, PLATFORM, STANDARD",
    "+99900000000, , UNKNOWN, UNKNOWN",
    "+870773111632, , SATELLITE, SATELLITE",
    "+881612345678, , SATELLITE, SATELLITE",
    "+88216123456789, , SATELLITE, SATELLITE",
    "+883510012345, , SATELLITE, SATELLITE",
    "+80012345678, , TOLL_FREE, FREE",
    "+979123456789, , PREMIUM, PREMIUM",
  })
  void theWorldIsKnownByCountry(String number, String country, NumberType type, PriceClass price) {
    var entry = NumberPlan.of(new E164(number));

    assertThat(entry.country()).isEqualTo(Optional.ofNullable(country));
    assertThat(entry.type()).isEqualTo(type);
    assertThat(entry.priceClass()).isEqualTo(price);
  }

  /** Whatever has the shape has an answer, and the same country as the library's. */
  @Property
  void everyNumberHasAnEntry(
      @ForAll @LongRange(min = 1_000_000, max = 999_999_999_999_999L) long n) {
    var number = new E164("+" + n);

    assertThat(NumberPlan.of(number).number()).isEqualTo(number);
    assertThat(NumberPlan.of(number).country()).isEqualTo(number.country());
  }

  /** Written with +33, numbers overseas are none, though the library takes some of them. */
  private static final Pattern OVERSEAS = Pattern.compile("26[239]|508|59[046]");

  /** libphonenumber is a second witness: what it calls French premium, free or mobile, so do we. */
  @Property
  void franceAgreesWithTheLibraryWhereThatIsSure(
      @ForAll @LongRange(min = 100_000_000, max = 999_999_999) long national) throws Exception {
    var number = new E164("+33" + national);
    var library = PhoneNumberUtil.getInstance();
    var type = NumberPlan.of(number).type();

    switch (library.getNumberType(library.parse(number.value(), null))) {
      case TOLL_FREE -> assertThat(type).isEqualTo(NumberType.TOLL_FREE);
      case MOBILE -> assertThat(type).isIn(NumberType.MOBILE, NumberType.UNKNOWN);
      case FIXED_LINE -> {
        if (!OVERSEAS.matcher("" + national).lookingAt()) {
          assertThat(type).isIn(NumberType.GEOGRAPHIC, NumberType.PLATFORM);
        }
      }
      case PREMIUM_RATE ->
          assertThat(type).isIn(NumberType.PREMIUM, NumberType.SHARED_COST, NumberType.UNKNOWN);
      default -> {}
    }
  }

  @Test
  void mobileNumbersAreForPeopleOnly() {
    var mobile = NumberPlan.of(new E164("+33612345678"));

    assertThat(mobile.refusal(NumberUse.PEOPLE)).isEmpty();
    assertThat(mobile.refusal(NumberUse.PLATFORM)).contains(RentalRefusal.PEOPLE_ONLY);
  }

  @Test
  void platformsHaveTheirOwnNumbers() {
    var reserved = NumberPlan.of(new E164("+33162123456"));
    var verified = NumberPlan.of(new E164("+33937123456"));

    assertThat(reserved.refusal(NumberUse.PLATFORM)).isEmpty();
    assertThat(reserved.refusal(NumberUse.PEOPLE)).contains(RentalRefusal.PLATFORM_ONLY);
    assertThat(verified.refusal(NumberUse.PLATFORM)).isEmpty();
    assertThat(verified.refusal(NumberUse.PEOPLE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"+33860123456", "+881612345678", "+447012345678"})
  void whatIsNobodysToRentIsRefusedForAnyUse(String number) {
    assertThat(NumberPlan.of(new E164(number)).refusal(NumberUse.PEOPLE))
        .contains(RentalRefusal.NOT_RENTABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "+33123456789, 0123456789, 01 23 45 67 89, +33 1 23 45 67 89",
    "+390212345678, 0212345678, 02 1234 5678, +39 02 1234 5678",
    "+442079460123, 02079460123, 020 7946 0123, +44 20 7946 0123",
  })
  void aNumberIsDialledAndShownAsItsCountryDoes(
      String text, String dialled, String home, String abroad) {
    var number = new E164(text);

    assertThat(NumberPlan.dialled(number)).isEqualTo(dialled);
    assertThat(NumberPlan.shown(number, number.country().orElseThrow())).isEqualTo(home);
    assertThat(NumberPlan.shown(number, "US")).isEqualTo(abroad);
  }

  @Test
  void aNumberOfTheWrongLengthIsImpossible() {
    assertThat(NumberPlan.possible(new E164("+33123456789"))).isTrue();
    assertThat(NumberPlan.possible(new E164("+3312345678"))).isFalse();
    assertThat(NumberPlan.possible(new E164("+99900000000"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "15, FR, EMERGENCY, FREE",
    "196, FR, EMERGENCY, FREE",
    "116117, FR, EMERGENCY, FREE",
    "112, IT, EMERGENCY, FREE",
    "118, IT, EMERGENCY, FREE",
    "999, GB, EMERGENCY, FREE",
    "116006, FR, SOCIAL, FREE",
    "118218, FR, DIRECTORY, PREMIUM",
    "1014, FR, OPERATOR, STANDARD",
    "3000, FR, SERVICE, FREE",
    "3179, FR, SERVICE, FREE",
    "3631, FR, SERVICE, SHARED",
  })
  void shortCodesAreTheirCountrys(
      String digits, String country, ShortCode.Kind kind, PriceClass price) {
    assertThat(ShortCode.of(digits, country)).contains(new ShortCode(digits, country, kind, price));
  }

  @ParameterizedTest
  @CsvSource({"0123456789, FR", "4711, FR", "abc, FR", "15, IT"})
  void otherDigitsAreNoShortCode(String digits, String country) {
    assertThat(ShortCode.of(digits, country)).isEmpty();
  }
}
