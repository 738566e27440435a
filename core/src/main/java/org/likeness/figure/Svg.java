package org.likeness.figure;

import java.awt.Dimension;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.StringWriter;
import java.util.Base64;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.DefaultImageHandler;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Converts figures to SVG: text stays text, images are embedded as PNG. */
final class Svg {
  private static final String SVG = "http://www.w3.org/2000/svg";
  private static final String XLINK = "http://www.w3.org/1999/xlink";
  private static final String XMLNS = "http://www.w3.org/2000/xmlns/";
  private static final int UNKNOWN = 0xFFFD; // the replacement character

  private Svg() {}

  static String of(Figure figure) {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
    context.setComment("");
    context.setImageHandler(new EmbeddedPng());
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new Dimension(figure.width(), figure.height()));
    Figures.paint(figure, graphics);
    Element root = graphics.getRoot();
    graphics.dispose();
    root.setAttributeNS(XMLNS, "xmlns:xlink", XLINK);
    root.setAttribute("viewBox", "0 0 " + figure.width() + " " + figure.height());
    clean(root);
    return Theme.withFallback(text(root));
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(SVG, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Replaces what XML has no place for, such as a control character in the name of a file. */
  private static void clean(Node node) {
    if (node.getNodeType() == Node.TEXT_NODE) {
      int[] valid = node.getNodeValue().codePoints().map(c -> isXml(c) ? c : UNKNOWN).toArray();
      node.setNodeValue(new String(valid, 0, valid.length));
    }
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      clean(child);
    }
  }

  private static boolean isXml(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || c >= ' ' && c < Character.MIN_SURROGATE
        || c > Character.MAX_SURROGATE && c < 0xFFFE
        || c >= Character.MIN_SUPPLEMENTARY_CODE_POINT;
  }

  private static String text(Element root) {
    StringWriter out = new StringWriter();
    try {
      Transformer writer = TransformerFactory.newInstance().newTransformer();
      writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
      writer.transform(new DOMSource(root), new StreamResult(out));
    } catch (TransformerException e) {
      throw new IllegalStateException(e);
    }
    return out.append('\n').toString();
  }

  private static final class EmbeddedPng extends DefaultImageHandler {
    @Override
    protected void handleHREF(Image image, Element element, SVGGeneratorContext context) {
      embed((BufferedImage) image, element);
    }

    @Override
    protected void handleHREF(RenderedImage image, Element element, SVGGeneratorContext context) {
      embed((BufferedImage) image, element);
    }

    private static void embed(BufferedImage image, Element element) {
      String data = Base64.getEncoder().encodeToString(FigureImages.png(image));
      element.setAttributeNS(XLINK, "xlink:href", "data:image/png;base64," + data);
    }
  }
}
