package io.pronto.core.csv;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads CSV (RFC 4180) in UTF-8 row by row, lines ending in CRLF or LF, with or without a byte
 * order mark. Empty lines are passed over.
 */
public final class Csv {
  private static final int LONGEST_CELL = 1_000;
  private static final int MOST_CELLS = 50;
  private static final int BYTE_ORDER_MARK = 0xFEFF;
  private static final int END = -1;

  private final Reader in;
  private int ahead;
  private long line = 1;

  /** A row, and the line in which it begins. */
  public record Row(long line, List<String> cells) {
    /** Copies the list. */
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /** It is no CSV from this line on. */
  public static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient RowFault fault;

    Broken(long line, String code, String detail) {
      super(detail, null, false, false);
      this.fault = new RowFault(line, "row", code, detail);
    }

    /** Where and why. */
    public RowFault fault() {
      return fault;
    }
  }

  /** Reads {@code bytes}, which it does not close. */
  public Csv(InputStream bytes) {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    in = new BufferedReader(new InputStreamReader(bytes, decoder), 1 << 16);
  }

  /** Passes over a byte order mark. */
  public void begin() throws IOException {
    ahead = in.read();
    if (ahead == BYTE_ORDER_MARK) {
      ahead = in.read();
    }
  }

  /** The next row; empty at the end. */
  public Optional<Row> next() throws IOException, Broken {
    while (ahead == '\r' || ahead == '\n') {
      endLine();
    }
    if (ahead == END) {
      return Optional.empty();
    }
    long begin = line;
    var cells = new ArrayList<String>();
    cells.add(cell(begin));
    while (ahead == ',') {
      take();
      if (cells.size() == MOST_CELLS) {
        throw new Broken(begin, "too_many_cells", "Has more than " + MOST_CELLS + " columns");
      }
      cells.add(cell(begin));
    }
    endLine();
    return Optional.of(new Row(begin, cells));
  }

  private String cell(long begin) throws IOException, Broken {
    return ahead == '"' ? quoted(begin) : plain(begin);
  }

  private String plain(long begin) throws IOException, Broken {
    var text = new StringBuilder();
    while (ahead != ',' && ahead != '\r' && ahead != '\n' && ahead != END) {
      append(text, begin);
    }
    return text.toString().strip();
  }

  private String quoted(long begin) throws IOException, Broken {
    var text = new StringBuilder();
    take();
    while (true) {
      if (ahead == END) {
        throw new Broken(begin, "open_quote", "Opens a quote that is never closed");
      }
      if (ahead == '"') {
        take();
        if (ahead != '"') {
          break;
        }
      }
      if (ahead == '\n') {
        line++;
      }
      append(text, begin);
    }
    if (ahead != ',' && ahead != '\r' && ahead != '\n' && ahead != END) {
      throw new Broken(begin, "after_quote", "Goes on after a closing quote");
    }
    return text.toString().strip();
  }

  private void append(StringBuilder text, long begin) throws IOException, Broken {
    if (text.length() == LONGEST_CELL) {
      throw new Broken(
          begin, "too_long", "Has a cell of more than " + LONGEST_CELL + " characters");
    }
    text.append((char) ahead);
    take();
  }

  private void endLine() throws IOException {
    if (ahead == '\r') {
      take();
    }
    if (ahead == '\n') {
      line++;
      take();
    }
  }

  private void take() throws IOException {
    ahead = in.read();
  }

  /** The line that is read now. */
  public long line() {
    return line;
  }
}
