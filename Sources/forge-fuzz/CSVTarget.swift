import ForgeDiagnostics
import ForgeModel

extension FuzzTarget {
  static let csv = FuzzTarget(
    name: "csv",
    seeds: .texts(
      "a,b,c,d,e,t,n,f,f.probability,k,k.u,k.v,k.w\n1.5,2,true,p,s,0.25,3.5,true,0.75,u,0.5,0.25,0.25\n,9,,zz,l,-1e10,nan,0,0.1,v,,,\n",
      "\u{FEFF}e,d,c,b,a,t,k.u,f,n\r\n\"m\",\"q\",1.0,-9,inf,+1,-inf,False,0\r\n\"l\",\"p\",0.0,3,-Infinity,2,.5,TRUE,-0.0\r\n\r\n",
      "a,b,c,d,e,t,n,f,k\n\"1\",\"2\",\"1\",\"a \"\"quoted\"\", text\",\"m\",1,2,0,w\n"
    ),
    dictionary: .texts(
      ",",
      "\n",
      "\r\n",
      "\"",
      "\"\"",
      "\",\"",
      "\u{FEFF}",
      "nan",
      "inf",
      "-inf",
      "Infinity",
      "true",
      "False",
      "1.0",
      "-0.0",
      "1e999",
      "1e-999",
      "-9",
      "0x10",
      "p",
      "q",
      "zz",
      "s",
      "m",
      "l",
      "u",
      "v",
      "w",
      "a",
      "b",
      "c",
      "d",
      "e",
      "t",
      "n",
      "f",
      "k",
      "f.probability",
      "k.u",
      "k.v",
      "k.w",
      "e\u{301}",
      ",,,,,,,,",
      "\n\n\n",
      "9223372036854775807",
      "1e308"
    ),
    exercise: { exerciseGolden($0, scalarModel) { readCSV($0, into: &$1) } }
  )

  private static func readCSV(_ bytes: [UInt8], into sink: inout DiagnosticSink) -> GoldenVectors? {
    readGoldenCSV(
      bytes,
      path: "golden.csv",
      features: scalarModel.features,
      outputs: scalarModel.outputs,
      at: .text(noSpan),
      into: &sink
    )
  }
}
