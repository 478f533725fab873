package io.pronto.core.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The key that signs what others may check without any secret: Ed25519 (RFC 8032), made when first
 * needed and kept in the database, its private half under the master key. Once used it stays in
 * memory.
 */
public final class ProofKey {
  private static final String SELECT = "select public_key, sealed from proof_key";

  private final Database database;
  private final MasterKey master;
  private volatile Pair known;

  private record Pair(PrivateKey secret, PublicProofKey open) {}

  /** Touches the database only when first asked for something. */
  public ProofKey(Database database, MasterKey master) {
    this.database = database;
    this.master = master;
  }

  /**
   * The half by which everybody can check what {@link #sign} made.
   *
   * @throws WrongMasterKey when another master key sealed it, or another public half lies beside it
   */
  public PublicProofKey publicKey() {
    return pair().open();
  }

  /**
   * The same where there is one already; none is made.
   *
   * @throws WrongMasterKey when another master key sealed it, or another public half lies beside it
   */
  public Optional<PublicProofKey> existing() {
    return database.asOperator(tx -> tx.one(SELECT).map(this::open)).map(Pair::open);
  }

  /** What {@code database} says that the public half is, which nothing vouches for. */
  public static Optional<PublicProofKey> claimed(Database database) {
    return database
        .asOperator(tx -> tx.one(SELECT))
        .map(row -> PublicProofKey.of(row.getBuffer("public_key").getBytes()));
  }

  /**
   * Returns the signature of {@code form}, 128 hexadecimal digits.
   *
   * @throws WrongMasterKey when another master key sealed it, or another public half lies beside it
   */
  public String sign(CanonicalForm form) {
    return HexFormat.of().formatHex(sign(form.bytes()));
  }

  /**
   * Returns the signature of a file, 64 bytes, as common tools check it.
   *
   * @throws WrongMasterKey when another master key sealed it, or another public half lies beside it
   */
  public byte[] sign(byte[] file) {
    try {
      var signature = Signature.getInstance("Ed25519");
      signature.initSign(pair().secret());
      signature.update(file);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Pair pair() {
    var now = known;
    if (now == null) {
      // Apart: what stays in memory must not be undone in the database with what it was needed for.
      now = database.apart(() -> database.asOperator(this::stored));
      known = now;
    }
    return now;
  }

  private Pair stored(Tx tx) {
    return tx.one(SELECT).map(this::open).orElseGet(() -> make(tx));
  }

  /** Makes one unless another transaction has just done so, and returns the one that counts. */
  private Pair make(Tx tx) {
    try {
      var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      var open = new PublicProofKey(pair.getPublic());
      tx.update(
          """
          insert into proof_key (public_key, sealed) values ($1, $2)
          on conflict (single) do nothing
          """,
          Buffer.buffer(pair.getPublic().getEncoded()),
          Buffer.buffer(master.seal(pair.getPrivate().getEncoded(), context(open))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no Ed25519", e);
    }
    return open(tx.one(SELECT).orElseThrow());
  }

  private Pair open(Row row) {
    var open = PublicProofKey.of(row.getBuffer("public_key").getBytes());
    var secret =
        master.open(row.getBuffer("sealed").getBytes(), context(open), "the key that signs proofs");
    try {
      var spec = new PKCS8EncodedKeySpec(secret);
      return new Pair(KeyFactory.getInstance("Ed25519").generatePrivate(spec), open);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] context(PublicProofKey open) {
    return ("proof key " + open.fingerprint()).getBytes(UTF_8);
  }
}
