// forge-fuzz: feeds a reader with broken versions of good files until it crashes, hangs or gives wrong answers.
//
//     swift build -c release --product forge-fuzz
//     .build/release/forge-fuzz npz --iterations 1000000 --seed 1 Tests/ForgeTensorsTests/Fixtures/*.npz
//
// Input number i depends on the seed, i and the seed files alone, so `--first i --iterations 1` repeats one. An input that
// crashes or takes longer than two seconds of processor time ends the run, which says its number; `--current FILE` keeps it.

import Foundation

do {
  let options = try FuzzOptions(arguments: Array(CommandLine.arguments.dropFirst()))
  try FuzzRun(options: options).run()
} catch let error as FuzzUsageError {
  FileHandle.standardError.write(Data("forge-fuzz: \(error.message)\n\(FuzzOptions.usage)\n".utf8))
  exit(2)
} catch {
  FileHandle.standardError.write(Data("forge-fuzz: \(error)\n".utf8))
  exit(2)
}
