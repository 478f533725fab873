package io.pronto.core.redaction;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The words of one language in which numbers are said, without accents and in lower case.
 *
 * @param units 0 to 9
 * @param teens 10 to 19
 * @param tens 20 to 90
 * @param elided what a number's word becomes where another one follows in the same word
 * @param times how often what follows is meant: double, triple
 * @param joiners what may stand within a number: "soixante et onze"
 * @param small what may stand between the parts of a number that is read out
 * @param letters how letters are named
 * @param like what stands before the word by which a letter is explained
 * @param code what is said of a card's security code
 * @param expiry what is said of a card's expiry date
 * @param months their names
 * @param measures what is counted in other numbers: money, time
 */
record Tongue(
    Map<String, Integer> units,
    Map<String, Integer> teens,
    Map<String, Integer> tens,
    Map<String, String> elided,
    Set<String> hundred,
    Set<String> thousand,
    Map<String, Integer> times,
    Set<String> joiners,
    Set<String> small,
    Map<String, String> letters,
    Set<String> like,
    Set<String> code,
    Set<String> expiry,
    Set<String> months,
    Set<String> measures) {

  private static final Tongue FRENCH =
      new Tongue(
          numbers("zero=0 un=1 une=1 deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9"),
          numbers("dix=10 onze=11 douze=12 treize=13 quatorze=14 quinze=15 seize=16"),
          numbers(
              "vingt=20 vingts=20 trente=30 quarante=40 cinquante=50 soixante=60 septante=70"
                  + " huitante=80 octante=80 nonante=90"),
          Map.of(),
          words("cent cents"),
          words("mille"),
          numbers("double=2 triple=3"),
          words("et"),
          words(
              "oui ok okay d accord euh heu hum hein ah et alors ensuite puis apres donc voila c"
                  + " est virgule espace tiret point le la les je vous attendez bon bien tres"),
          letters(
              "a=A b=B be=B c=C ce=C d=D de=D e=E f=F effe=F ef=F g=G ge=G h=H ache=H hache=H i=I"
                  + " j=J ji=J k=K ka=K cas=K l=L elle=L el=L m=M emme=M aime=M em=M n=N enne=N"
                  + " haine=N en=N o=O eau=O au=O p=P pe=P q=Q cu=Q ku=Q r=R erre=R er=R air=R s=S"
                  + " esse=S es=S t=T te=T the=T u=U v=V ve=V w=W x=X ixe=X y=Y z=Z zed=Z zede=Z"),
          words("comme"),
          words("cvv cvc cryptogramme crypto code securite dos verso pin"),
          words("expire expiration expirant validite valable valide echeance"),
          words(
              "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre"
                  + " decembre"),
          words("euro euros centimes dollars heure heures h minute minutes jours mois ans fois"));

  private static final Tongue ITALIAN =
      new Tongue(
          numbers(
              "zero=0 uno=1 un=1 una=1 due=2 tre=3 quattro=4 cinque=5 sei=6 sette=7 otto=8 nove=9"),
          numbers(
              "dieci=10 undici=11 dodici=12 tredici=13 quattordici=14 quindici=15 sedici=16"
                  + " diciassette=17 diciotto=18 diciannove=19"),
          numbers(
              "venti=20 trenta=30 quaranta=40 cinquanta=50 sessanta=60 settanta=70 ottanta=80"
                  + " novanta=90"),
          letters(
              "vent=venti trent=trenta quarant=quaranta cinquant=cinquanta sessant=sessanta"
                  + " settant=settanta ottant=ottanta novant=novanta cent=cento"),
          words("cento"),
          words("mille mila"),
          numbers("doppio=2 doppia=2 triplo=3 tripla=3"),
          words("e"),
          words(
              "si ok okay va bene ehm eh allora poi quindi dunque ecco e virgola spazio trattino"
                  + " punto il lo la i le un attimo aspetti giusto"),
          letters(
              "a=A b=B bi=B c=C ci=C d=D di=D e=E f=F effe=F g=G gi=G h=H acca=H i=I j=J k=K"
                  + " cappa=K kappa=K l=L elle=L m=M emme=M n=N enne=N o=O p=P pi=P q=Q cu=Q qu=Q"
                  + " r=R erre=R s=S esse=S t=T ti=T u=U v=V vu=V vi=V w=W x=X ics=X y=Y ipsilon=Y"
                  + " z=Z zeta=Z"),
          words("come"),
          words("cvv cvc codice sicurezza retro pin"),
          words("scade scadenza scadente valida validita"),
          words(
              "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
                  + " dicembre"),
          words("euro centesimi dollari ora ore minuto minuti giorni mesi anni volte"));

  private static final Tongue ENGLISH =
      new Tongue(
          numbers(
              "zero=0 oh=0 o=0 nought=0 naught=0 nil=0 one=1 two=2 three=3 four=4 five=5 six=6"
                  + " seven=7 eight=8 nine=9 niner=9"),
          numbers(
              "ten=10 eleven=11 twelve=12 thirteen=13 fourteen=14 fifteen=15 sixteen=16"
                  + " seventeen=17 eighteen=18 nineteen=19"),
          numbers(
              "twenty=20 thirty=30 forty=40 fourty=40 fifty=50 sixty=60 seventy=70 eighty=80"
                  + " ninety=90"),
          Map.of(),
          words("hundred"),
          words("thousand"),
          numbers("double=2 triple=3 treble=3"),
          words("and"),
          words(
              "yes yeah ok okay right uh um er erm and then so dash hyphen space comma point dot it"
                  + " s is the that sure hold on"),
          letters(
              "a=A ay=A eh=A b=B be=B bee=B c=C see=C sea=C d=D dee=D e=E f=F ef=F eff=F g=G gee=G"
                  + " h=H aitch=H haitch=H i=I eye=I j=J jay=J k=K kay=K l=L el=L ell=L m=M em=M"
                  + " n=N en=N o=O oh=O p=P pee=P pea=P q=Q queue=Q cue=Q r=R are=R ar=R s=S ess=S"
                  + " es=S t=T tee=T tea=T u=U you=U v=V vee=V w=W x=X ex=X y=Y why=Y z=Z zed=Z"
                  + " zee=Z alpha=A alfa=A bravo=B charlie=C delta=D echo=E foxtrot=F golf=G"
                  + " hotel=H india=I juliet=J juliett=J kilo=K lima=L mike=M november=N oscar=O"
                  + " papa=P quebec=Q romeo=R sierra=S tango=T uniform=U victor=V whiskey=W xray=X"
                  + " yankee=Y zulu=Z"),
          words("as in for like"),
          words("cvv cvc cvc2 security code pin"),
          words("expires expire expiry expiration expiring valid"),
          words(
              "january february march april may june july august september october november"
                  + " december"),
          words(
              "euro euros pound pounds dollar dollars pence cents percent minute minutes hour hours"
                  + " day days month months years times am pm"));

  /** That of a language, ISO 639-1; of one that is not known here only figures are read. */
  static Tongue of(String language) {
    return switch (language) {
      case "fr" -> FRENCH;
      case "it" -> ITALIAN;
      default -> ENGLISH;
    };
  }

  /** Whether it counts in twenties, and goes on to nineteen after sixty and eighty. */
  boolean isFrench() {
    return this == FRENCH;
  }

  /** Whether a hundred is counted in any number below a hundred: "twelve hundred". */
  boolean countsHundreds() {
    return this == ENGLISH;
  }

  /** Whether a word is of a number. */
  boolean isNumber(String word) {
    return isPart(word) || times.containsKey(word) || isFigures(word);
  }

  /** Whether words that are written as one may have it in them. */
  boolean isPart(String word) {
    return units.containsKey(word)
        || teens.containsKey(word)
        || tens.containsKey(word)
        || hundred.contains(word)
        || thousand.contains(word);
  }

  static boolean isFigures(String word) {
    return !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Map<String, Integer> numbers(String pairs) {
    return letters(pairs).entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> Integer.valueOf(e.getValue())));
  }

  private static Map<String, String> letters(String pairs) {
    var map = new HashMap<String, String>();
    for (var pair : pairs.split(" ")) {
      int at = pair.indexOf('=');
      map.put(pair.substring(0, at), pair.substring(at + 1));
    }
    return Map.copyOf(map);
  }

  private static Set<String> words(String words) {
    return Arrays.stream(words.split(" ")).collect(Collectors.toUnmodifiableSet());
  }
}
