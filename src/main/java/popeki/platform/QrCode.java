package popeki.platform;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import javax.imageio.ImageIO;

/** A text as a QR code: dark on light with the quiet zone that scanners need. */
public final class QrCode {
  private final BitMatrix modules;
  private final QrStyle style;

  private QrCode(BitMatrix modules, QrStyle style) {
    this.modules = modules;
    this.style = style;
  }

  public static QrCode of(String url) {
    return of(url, QrStyle.PLAIN);
  }

  public static QrCode of(String url, QrStyle style) {
    try {
      return new QrCode(
          new QRCodeWriter()
              .encode(
                  url,
                  BarcodeFormat.QR_CODE,
                  0,
                  0,
                  Map.of(
                      EncodeHintType.ERROR_CORRECTION,
                      ErrorCorrectionLevel.valueOf(style.level().name()),
                      EncodeHintType.MARGIN,
                      style.margin())),
          style);
    } catch (WriterException e) {
      throw new IllegalArgumentException("An address too long for a QR code", e);
    }
  }

  /** How many modules its sides have, the quiet zone included. */
  public int modules() {
    return modules.getWidth();
  }

  /** As a drawing without a size of its own. */
  public String svg() {
    return drawing("");
  }

  /** As a drawing that says how large it wants to be, for programs that ask. */
  public String svg(int pixels) {
    return drawing(" width=\"%1$d\" height=\"%1$d\"".formatted(pixels));
  }

  /** One path of horizontal runs, sharp at any size. */
  private String drawing(String size) {
    return """
        <svg xmlns="http://www.w3.org/2000/svg"%5$s viewBox="0 0 %1$d %1$d" shape-rendering="crispEdges">\
        <path fill="%3$s" d="M0 0h%1$dv%1$dH0z"/><path fill="%4$s" d="%2$s"/></svg>
        """
        .formatted(modules(), path(), style.background().text(), style.color().text(), size);
  }

  private String path() {
    int size = modules();
    var path = new StringBuilder(4096);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int from = x;
        while (x < size && modules.get(x, y)) {
          x++;
        }
        if (x > from) {
          path.append('M').append(from).append(' ').append(y);
          path.append('h').append(x - from).append("v1h-").append(x - from).append('z');
        }
      }
    }
    return path.toString();
  }

  /**
   * As a picture of exactly this size. Every module is as many whole pixels as fit, so that none is
   * blurred; what is left over widens the quiet zone.
   *
   * @param pixels its sides; at least {@link #modules}
   */
  public byte[] png(int pixels) {
    int scale = pixels / modules();
    if (scale < 1) {
      throw new IllegalArgumentException(modules() + " modules do not fit into " + pixels);
    }
    int offset = (pixels - modules() * scale) / 2;
    var image = new BufferedImage(pixels, pixels, BufferedImage.TYPE_BYTE_BINARY, palette());
    for (int y = 0; y < modules() * scale; y++) {
      for (int x = 0; x < modules() * scale; x++) {
        if (modules.get(x / scale, y / scale)) {
          image.getRaster().setSample(offset + x, offset + y, 0, 1);
        }
      }
    }
    try {
      var out = new ByteArrayOutputStream();
      ImageIO.write(image, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** 0 is the ground, 1 a module. */
  private IndexColorModel palette() {
    int[] colors = {style.background().value(), style.color().value()};
    return new IndexColorModel(1, 2, colors, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE);
  }
}
