package assets

import _ "embed"

// Licences that ask to go wherever what they are for goes: FontLicence is LeTip Sans's, DataLicence that of the packages
// which the lists of towns and of mail domains come from.
var (
	//go:embed font/OFL.txt
	FontLicence string
	//go:embed licence/mit.txt
	DataLicence string
)
