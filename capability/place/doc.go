// Package place knows where government is: the regions of the city, its
// departments, and the outlets (政务服务中心 and branch halls) where people are
// received.
//
// Words: a Region is an administrative division by its code (GB/T 2260, nine or
// twelve digits below the county). A Department is a body that decides, by the
// short code of the catalogue ("TRANS"). An Outlet is a place with counters, by a
// readable id ("center"). The main outlet of a region handles what comes in
// online.
//
// Places change seldom and are asked for all the time, so a Service keeps them all
// in memory and reads them again every two seconds at most. It does not know
// counters, queues or appointments; those are hall and appointment.
//
// Tables: place_region, place_department, place_outlet.
package place
